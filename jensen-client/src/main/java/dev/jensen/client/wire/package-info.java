/// What the client and a deployment say to each other, as records and as JSON. Open
/// [dev.jensen.client.wire.ServerMessage] first.
@NullMarked
package dev.jensen.client.wire;

import org.jspecify.annotations.NullMarked;
