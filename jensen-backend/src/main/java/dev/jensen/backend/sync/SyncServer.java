package dev.jensen.backend.sync;

import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.ResultText;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All sessions of the sync protocol (`spec/sync-protocol.md`).
///
/// Thread-safe.
public final class SyncServer implements AutoCloseable {

  private final World world;
  private final Database database;
  private final Functions functions;
  private final Authenticator authenticator;
  private final ServerMessages messages;
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

  /// Serves queries and mutations of `functions` over `database`.
  public SyncServer(
      World world,
      Database database,
      Functions functions,
      Authenticator authenticator,
      ResultText text) {
    this.world = world;
    this.database = database;
    this.functions = functions;
    this.authenticator = authenticator;
    this.messages = new ServerMessages(text);
    database.listen(_ -> sessions.forEach(Session::committed));
  }

  /// Begins a session on a new connection.
  public Session open(Connection connection) {
    var session =
        new Session(
            world, database, functions, authenticator, messages, connection, sessions::remove);
    sessions.add(session);
    session.start();
    return session;
  }

  /// Ends all sessions; clients will come back.
  @Override
  public void close() {
    sessions.forEach(Session::shutDown);
  }
}
