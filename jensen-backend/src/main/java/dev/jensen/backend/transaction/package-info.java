/// Snapshots, read sets, pending writes and the committer. Open
/// [dev.jensen.backend.transaction.Database] first.
@NullMarked
package dev.jensen.backend.transaction;

import org.jspecify.annotations.NullMarked;
