/// What the server and its worker processes say to each other over a local socket: the page
/// `docs/formats/worker-frames.md` in code. Not part of the published API. Open
/// [dev.jensen.wire.worker.Frame] first.
@NullMarked
package dev.jensen.wire.worker;

import org.jspecify.annotations.NullMarked;
