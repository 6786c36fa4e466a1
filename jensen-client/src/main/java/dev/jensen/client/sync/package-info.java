/// The state of one client that follows queries over a socket (`spec/sync-protocol.md` §11). Open
/// [dev.jensen.client.sync.SyncClient] first.
///
/// All state belongs to one thread, the client's loop; others send it tasks. What users gave to be
/// called is called on a second thread, in order. Each class but the first holds one part of the
/// state and says at its head what it does not hold.
@NullMarked
package dev.jensen.client.sync;

import org.jspecify.annotations.NullMarked;
