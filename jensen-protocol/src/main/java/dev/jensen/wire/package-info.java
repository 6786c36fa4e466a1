/// What travels between processes besides values. Open [dev.jensen.wire.Timestamp] first.
@NullMarked
package dev.jensen.wire;

import org.jspecify.annotations.NullMarked;
