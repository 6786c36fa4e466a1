package dev.jensen.backend.sync;

import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.RequestOrigin;
import dev.jensen.backend.function.ResultText;
import dev.jensen.backend.function.SessionRequest;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.model.SessionRequests;
import dev.jensen.backend.subscription.Subscriptions;
import dev.jensen.backend.sync.ClientMessage.Authenticate;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.InterruptedSleepException;
import dev.jensen.backend.world.World;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All sessions of the sync protocol (`spec/sync-protocol.md`), and what they share.
///
/// Thread-safe.
public final class SyncServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SyncServer.class);
  private static final Duration BEAT = Duration.ofSeconds(1);

  private final World world;
  private final Database database;
  private final Functions functions;
  private final Authenticator authenticator;
  private final ServerMessages messages;
  private final Subscriptions subscriptions;
  private final UpdateRunner updates;
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final Thread heart;
  private volatile boolean isClosed;

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
    this.subscriptions = new Subscriptions(world, database);
    this.updates = new UpdateRunner(world, functions, messages);
    this.heart = world.start("sync-heart", this::beat);
  }

  /// Begins a session on a new connection.
  ///
  /// @param readsChunks whether the client understands transitions in parts
  /// @param origin where the connection came from
  public Session open(Connection connection, boolean readsChunks, RequestOrigin origin) {
    var session = new Session(this, connection, readsChunks, origin, sessions::remove);
    sessions.add(session);
    session.start();
    if (isClosed) {
      // The ports are closed last, and whoever was sent away may be back before.
      session.shutDown();
    }
    return session;
  }

  World world() {
    return world;
  }

  Functions functions() {
    return functions;
  }

  ServerMessages messages() {
    return messages;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  UpdateRunner updates() {
    return updates;
  }

  /// Who a client is from now on.
  ///
  /// @throws dev.jensen.backend.identity.AuthenticationException if it cannot prove that
  Caller identify(Authenticate message, String address) {
    var token = message.token();
    if (token == null) {
      return Caller.UNKNOWN;
    }
    if (!message.admin()) {
      var proof = authenticator.verify(token, address);
      return new Caller(proof.identity(), proof.expiry(), proof.stands());
    }
    var administrator = authenticator.administrator(token, address);
    var actingAs = message.actingAs();
    return Caller.forGood(
        actingAs == null ? administrator : authenticator.actingAs(administrator, actingAs));
  }

  /// Whether the effects of a mutation are in `snapshot`.
  boolean isCommitted(SessionRequest request, Timestamp snapshot) {
    try (var transaction = database.beginAt(snapshot)) {
      return SessionRequests.find(transaction, request.session(), request.number()) != null;
    }
  }

  private void beat() {
    try {
      while (true) {
        world.sleep(BEAT);
        sessions.forEach(SyncServer::beat);
      }
    } catch (InterruptedSleepException stopped) {
      // The server was closed.
    }
  }

  /// One that cannot be looked after must not keep the others from it.
  private static void beat(Session session) {
    try {
      session.beat();
    } catch (RuntimeException | Error e) {
      LOG.error("a session was not looked after", e);
    }
  }

  /// How many clients are connected.
  public int sessionCount() {
    return sessions.size();
  }

  /// Ends all sessions; clients will come back.
  @Override
  public void close() {
    isClosed = true;
    heart.interrupt();
    sessions.forEach(Session::shutDown);
    subscriptions.close();
  }
}
