/// Durable bytes: the log's entries and the index's rows. Open
/// [dev.jensen.backend.storage.Persistence] first; `docs/formats/storage.md` describes what is on
/// disk.
@NullMarked
package dev.jensen.backend.storage;

import org.jspecify.annotations.NullMarked;
