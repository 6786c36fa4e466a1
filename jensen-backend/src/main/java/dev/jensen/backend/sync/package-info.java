/// Sessions of the sync protocol: query sets kept up to date, mutations in order. Open
/// [dev.jensen.backend.sync.SyncServer] first.
@NullMarked
package dev.jensen.backend.sync;

import org.jspecify.annotations.NullMarked;
