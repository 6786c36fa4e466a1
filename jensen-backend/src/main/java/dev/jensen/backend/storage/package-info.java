/// Durable bytes: the log's entries and the index's rows. Open `Persistence` first.
@NullMarked
package dev.jensen.backend.storage;

import org.jspecify.annotations.NullMarked;
