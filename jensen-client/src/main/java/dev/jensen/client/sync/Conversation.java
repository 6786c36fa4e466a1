package dev.jensen.client.sync;

import dev.jensen.client.wire.ClientMessage;
import dev.jensen.client.wire.Credentials;
import dev.jensen.client.wire.FunctionKind;
import dev.jensen.client.wire.FunctionLog;
import dev.jensen.client.wire.FunctionOutcome;
import dev.jensen.client.wire.MalformedMessageException;
import dev.jensen.client.wire.MessageReader;
import dev.jensen.client.wire.MessageWriter;
import dev.jensen.client.wire.ServerMessage;
import dev.jensen.client.wire.ServerMessage.Modification;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is said over the sockets of one client, from the first to the last.
///
/// Owned by the loop, except where it says so. Not here: subscribers and threads of users
/// ([SyncClient]).
final class Conversation implements Connection.Events {

  private static final System.Logger LOGGER = System.getLogger("dev.jensen.client");

  private final UUID sessionId = UUID.randomUUID();
  private final Outlet outlet;
  private final Connection connection;
  private final Authentication authentication;
  private final Loop loop;
  private final Identity identity = new Identity();
  private final QuerySet queries = new QuerySet();
  private final ServerResults results = new ServerResults(queries);
  private final OptimisticResults visible = new OptimisticResults(results);
  private final Requests requests = new Requests();
  private final Chunks chunks = new Chunks();
  private @Nullable Timestamp newest;
  private boolean isPaused;

  /// Who is being asked for the token without which nothing is said, or null.
  private volatile @Nullable Thread awaited;

  private boolean isGreeted;
  private int connectionCount;

  /// Where news goes.
  interface Outlet {

    void show(QueryKey key, FunctionOutcome outcome);

    void complete(CompletableFuture<FunctionOutcome> future, FunctionOutcome outcome);

    void fail(CompletableFuture<FunctionOutcome> future, LostException failure);

    void tell(Runnable listener);

    void changed(ConnectionSnapshot now);

    /// The deployment wants no further conversation.
    void ended(LostException failure);
  }

  Conversation(Loop loop, SyncOptions options, Outlet outlet) {
    this.loop = loop;
    this.outlet = outlet;
    this.connection =
        new Connection(
            loop, socket -> socket.follow(options.dial(socket)), options.silenceMax(), this);
    this.authentication = new Authentication(new AuthenticationHost(), options.leeway());
  }

  void start() {
    connection.start();
  }

  // What users want.

  void call(
      FunctionKind kind,
      String path,
      Value.Obj arguments,
      CompletableFuture<FunctionOutcome> future,
      @Nullable Consumer<LocalStore> update) {
    var request = requests.add(kind, path, arguments, future);
    if (update != null) {
      show(visible.add(request.id(), update));
    }
    tell();
    changed();
  }

  void follow(QueryKey key) {
    queries.add(key);
    tell();
  }

  void unfollow(QueryKey key) {
    if (queries.remove(key)) {
      results.forget(key);
    }
    tell();
  }

  @Nullable FunctionOutcome visible(QueryKey key) {
    return visible.get(key);
  }

  /// Whether nothing is said until `thread` has given a token. May be asked by any thread.
  boolean awaits(Thread thread) {
    return thread == awaited;
  }

  /// What has been asked for is waited for no more, because others will call. May be called by any
  /// thread.
  void awaitNobody() {
    awaited = null;
  }

  void authenticate(Authentication.Tokens tokens) {
    authentication.start(tokens);
  }

  void authenticateFixed(Credentials credentials) {
    authentication.stop();
    identity.set(credentials);
    resume();
  }

  /// Ends it for good.
  ///
  /// @return completes when the deployment has been told, if it can be
  CompletableFuture<?> end(LostException reason) {
    authentication.stop();
    // First, so that whoever hears that a call has failed finds the client without a connection.
    var goodBye = connection.terminate();
    for (var request : requests.clear()) {
      outlet.fail(request.future, reason.of(request.mayHaveRun()));
    }
    return goodBye;
  }

  // What the deployment is told.

  /// Says whatever has not been said yet on this socket, in the order of `spec/sync-protocol.md`
  /// §4.7.
  private void tell() {
    if (!connection.isOpen() || isPaused) {
      return;
    }
    if (!isGreeted) {
      isGreeted = true;
      send(
          new ClientMessage.Connect(
              sessionId,
              connectionCount,
              connection.lastCloseReason(),
              newest,
              System.currentTimeMillis()));
    }
    var authenticate = identity.take();
    if (authenticate != null) {
      send(authenticate);
    }
    var change = queries.take();
    if (change != null) {
      send(change);
    }
    requests.take().forEach(this::send);
  }

  private void send(ClientMessage message) {
    connection.send(MessageWriter.write(message));
  }

  private void resume() {
    isPaused = false;
    awaited = null;
    connection.startIfStopped();
    tell();
  }

  // What the connection says.

  @Override
  public void opened() {
    isGreeted = false;
    connectionCount = connection.connections();
    chunks.clear();
    identity.restart();
    queries.restart();
    results.restart();
    for (var action : requests.restart()) {
      outlet.fail(
          action.future,
          new LostException(
              "ConnectionLost", "the connection was lost while the action was running", true));
    }
    tell();
  }

  @Override
  public void received(String text) {
    try {
      take(MessageReader.read(text));
      settle();
    } catch (MalformedMessageException e) {
      LOGGER.log(System.Logger.Level.WARNING, "not what a deployment says: " + e.getMessage());
      connection.fail(new CloseReason.ByServer("MalformedMessage"));
    }
  }

  @Override
  public void changed() {
    outlet.changed(
        new ConnectionSnapshot(
            connection.isOpen(),
            connection.connections(),
            connection.retries(),
            requests.mutations(),
            requests.actions()));
  }

  private void take(ServerMessage message) {
    if (message instanceof ServerMessage.TransitionChunk chunk) {
      var whole = chunks.add(chunk);
      if (whole != null) {
        take(MessageReader.read(whole));
      }
      return;
    }
    if (!chunks.isEmpty() && !(message instanceof ServerMessage.Ping)) {
      throw new MalformedMessageException("something between the parts of a transition");
    }
    switch (message) {
      case ServerMessage.Transition transition -> take(transition);
      case ServerMessage.MutationResponse response -> {
        observe(response.timestamp());
        answer(response.requestId(), response.outcome(), response.timestamp());
      }
      case ServerMessage.ActionResponse response ->
          answer(response.requestId(), response.outcome(), null);
      case ServerMessage.AuthError error -> authentication.refuse(error);
      case ServerMessage.FatalError error -> failForGood(error.error());
      case ServerMessage.TransitionChunk chunk -> throw new IllegalStateException();
      case ServerMessage.Ping ping -> {}
      case ServerMessage.Unknown unknown -> {}
    }
  }

  private void take(ServerMessage.Transition transition) {
    if (!results.continues(transition)) {
      LOGGER.log(System.Logger.Level.WARNING, "a transition does not continue the last one");
      connection.fail(new CloseReason.ByClient("InvalidStartVersion"));
      return;
    }
    observe(transition.end().timestamp());
    if (authentication.confirm(transition.start(), transition.end())) {
      identity.confirm();
    }
    transition.modifications().forEach(this::log);
    var changed = new HashSet<>(results.apply(transition));
    transition.modifications().forEach(queries::apply);
    finish(requests.cover(results.timestamp()), changed);
  }

  private void log(Modification modification) {
    var key = queries.key(modification.queryId());
    if (key != null && modification instanceof Modification.Ran ran) {
      FunctionLog.write(FunctionKind.QUERY, key.path(), ran.outcome().logLines());
    }
  }

  private void observe(@Nullable Timestamp timestamp) {
    if (timestamp != null && (newest == null || timestamp.compareTo(newest) > 0)) {
      newest = timestamp;
    }
  }

  private void answer(long requestId, FunctionOutcome outcome, @Nullable Timestamp timestamp) {
    var call = requests.unanswered(requestId);
    if (call != null) {
      FunctionLog.write(call.kind(), call.path(), outcome.logLines());
    }
    var ended = requests.answer(requestId, outcome, timestamp);
    if (ended != null) {
      finish(List.of(ended), new HashSet<>());
    }
  }

  /// Shows what has changed, and only then lets callers know that their calls have ended.
  private void finish(List<Requests.Ended> ended, Set<QueryKey> changed) {
    var ids = ended.stream().map(each -> each.request().id()).collect(Collectors.toSet());
    changed.addAll(visible.refresh(ids));
    show(changed);
    ended.forEach(each -> outlet.complete(each.request().future, each.outcome()));
    if (!ended.isEmpty()) {
      tell();
      changed();
    }
  }

  private void show(Set<QueryKey> changed) {
    for (var key : changed) {
      var outcome = visible.get(key);
      if (outcome != null) {
        outlet.show(key, outcome);
      }
    }
  }

  private void failForGood(String error) {
    var failure = new LostException("FatalError", error, true);
    LOGGER.log(System.Logger.Level.ERROR, () -> "the deployment gave up: %s".formatted(error));
    outlet.ended(failure);
    var unused = end(failure);
  }

  /// Everything from before the last loss is done: the next loss is a new one.
  private void settle() {
    if (requests.isPastRestart() && queries.isReported() && identity.isConfirmed()) {
      if (connection.settle()) {
        changed();
      }
    }
  }

  /// What the cycle of tokens acts on.
  private final class AuthenticationHost implements Authentication.Host {

    @Override
    public void authenticate(Credentials credentials) {
      identity.set(credentials);
      Conversation.this.tell();
    }

    @Override
    public void forgetCredentials() {
      identity.forget();
    }

    @Override
    public Credentials credentials() {
      return identity.credentials();
    }

    @Override
    public long identityVersion() {
      return identity.version();
    }

    @Override
    public void pause() {
      isPaused = true;
    }

    @Override
    public void resume() {
      Conversation.this.resume();
    }

    @Override
    public void stopSocket() {
      connection.stop();
    }

    @Override
    public void startSocket() {
      connection.startIfStopped();
    }

    @Override
    public void fetch(Authentication.Tokens tokens, boolean refresh, Consumer<TokenFetch> then) {
      var source =
          Thread.ofVirtual()
              .name("convex-token")
              .unstarted(() -> {
                var fetched = TokenFetch.of(tokens, refresh);
                loop.execute(() -> then.accept(fetched));
              });
      // Otherwise calls go on with the token in force.
      awaited = isPaused || connection.isStopped() ? source : null;
      source.start();
    }

    @Override
    public void tell(Runnable listener) {
      outlet.tell(listener);
    }

    @Override
    public Future<?> schedule(Runnable task, Duration delay) {
      return loop.schedule(task, delay);
    }
  }
}
