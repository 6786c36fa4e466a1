package dev.jensen.backend.sync;

import dev.jensen.backend.function.Failures;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.function.RequestOrigin;
import dev.jensen.backend.function.SessionRequest;
import dev.jensen.backend.function.SnapshotNotReadableException;
import dev.jensen.backend.function.TooManyConflictsException;
import dev.jensen.backend.identity.AuthenticationException;
import dev.jensen.backend.sync.ClientMessage.Action;
import dev.jensen.backend.sync.ClientMessage.Authenticate;
import dev.jensen.backend.sync.ClientMessage.Connect;
import dev.jensen.backend.sync.ClientMessage.ModifyQuerySet;
import dev.jensen.backend.sync.ClientMessage.Mutation;
import dev.jensen.backend.sync.ClientMessage.Other;
import dev.jensen.wire.Timestamp;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of a client.
///
/// A thread of its own takes what happens, one thing after the other: messages, commits, results.
/// When nothing more has happened and the client may be behind, an update is run on other threads;
/// one at a time, so that a client that is slow, or whose queries are, hears of many changes at
/// once. Mutations run on another thread, in order, so that a slow one delays no query, and are
/// answered by a third one when they are durable.
public final class Session {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /// What may wait to be handled; whoever sends more is read no further.
  private static final int CHARS_WAITING = 32 << 20;

  /// What a message counts at least.
  private static final int MESSAGE_CHARS = CHARS_WAITING / 256;

  private static final String EXPIRED = "Convex token identity expired";

  private static final int NO_CODE = 1005;
  private static final int RESTART = 1012;
  private static final int INTERNAL_ERROR = 1011;
  private static final int OVERLOADED = 1013;

  private final SyncServer server;
  private final Connection connection;
  private final Consumer<Session> ended;
  private final QuerySet queries;
  private final Requests requests;
  private final Conversation conversation;
  private final Liveness liveness;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(CHARS_WAITING);
  private final AtomicBoolean touchWaits = new AtomicBoolean();
  private volatile boolean isOpen = true;
  private volatile boolean hasEnded;

  /// Of the caller; asked also while nothing happens.
  private volatile BooleanSupplier stands = () -> true;

  // What follows belongs to the session's thread.
  private RequestOrigin origin;
  private Caller caller = Caller.UNKNOWN;
  private long querySetVersion;
  private long identityVersion;
  private boolean awaitsQuerySet = true;

  /// Mutations, in the order in which they run. One may have committed over a connection before.
  private final Deque<SessionRequest> unanswered = new ArrayDeque<>();

  private boolean isUpdateDue;

  /// The snapshot of the update that is being run, or null.
  private @Nullable Timestamp updatingTo;

  /// Something that happened.
  private sealed interface Event {

    record Received(String text, Runnable handled) implements Event {}

    record Touched() implements Event {}

    record TakenBack() implements Event {}

    record Answered(Requests.Response response) implements Event {}

    record Updated(Update update) implements Event {}

    record Ended(int code, String reason) implements Event {}
  }

  /// @param readsChunks whether the client understands transitions in parts
  /// @param origin where the connection came from
  Session(
      SyncServer server,
      Connection connection,
      boolean readsChunks,
      RequestOrigin origin,
      Consumer<Session> ended) {
    this.origin = origin;
    this.server = server;
    this.connection = connection;
    this.ended = ended;
    this.liveness = new Liveness(server.world(), connection);
    this.queries = new QuerySet(server.subscriptions(), this::touched);
    this.requests =
        new Requests(
            server.world(),
            server.functions(),
            server.messages(),
            response -> events.add(new Event.Answered(response)),
            this::failed);
    this.conversation =
        new Conversation(server.world(), server.messages(), this::send, readsChunks);
  }

  void start() {
    server.world().start("sync", this::run);
  }

  /// Takes a message of the client; blocks while too much waits.
  ///
  /// @param handled called once the text is no longer needed
  public void received(String text, Runnable handled) {
    liveness.heard();
    room.acquireUninterruptibly(weight(text));
    events.add(new Event.Received(text, handled));
    if (hasEnded) {
      forgetMessages();
    }
  }

  /// Nobody handles what still comes, but whoever waits for room shall have it.
  private void forgetMessages() {
    for (var event = events.poll(); event != null; event = events.poll()) {
      if (event instanceof Event.Received message) {
        forget(message);
      }
    }
  }

  private void forget(Event.Received message) {
    room.release(weight(message.text()));
    message.handled().run();
  }

  private static int weight(String text) {
    return Math.clamp(text.length(), MESSAGE_CHARS, CHARS_WAITING);
  }

  /// The client gave a sign of life.
  public void heard() {
    liveness.heard();
  }

  /// The client does not speak the protocol.
  ///
  /// @param code of WebSocket
  public void refuse(int code, String reason) {
    events.add(new Event.Ended(code, reason));
  }

  /// The connection is gone.
  public void disconnected() {
    events.add(new Event.Ended(NO_CODE, ""));
  }

  void shutDown() {
    events.add(new Event.Ended(RESTART, ""));
  }

  /// Called now and then, by another thread.
  void beat() {
    liveness.beat();
    if (!stands.getAsBoolean()) {
      stands = () -> true;
      events.add(new Event.TakenBack());
    }
  }

  private void touched() {
    if (touchWaits.compareAndSet(false, true)) {
      events.add(new Event.Touched());
    }
  }

  private void failed(Throwable failure) {
    events.add(ended(failure));
  }

  private void run() {
    try {
      while (isOpen) {
        handle(events.take());
        while (isOpen && events.peek() != null) {
          handle(events.remove());
        }
        if (isOpen) {
          conversation.tell(this::isAllAnswered);
          startUpdate();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // A session that lives on and tells nothing is worse than one that its client opens again.
      var end = ended(e);
      close(end.code(), end.reason());
    } finally {
      requests.close();
      queries.close();
      hasEnded = true;
      forgetMessages();
      ended.accept(this);
    }
  }

  private static Event.Ended ended(Throwable failure) {
    return switch (failure) {
      case OverloadedException e -> new Event.Ended(OVERLOADED, e.code());
      case TooManyConflictsException e -> new Event.Ended(OVERLOADED, e.code());
      case TooManyRequestsException e ->
          new Event.Ended(OVERLOADED, String.valueOf(e.getMessage()));
      case SnapshotNotReadableException _ -> new Event.Ended(OVERLOADED, "OutOfRetention");
      default -> {
        LOG.error("a session failed inside the server", failure);
        yield new Event.Ended(INTERNAL_ERROR, "InternalServerError");
      }
    };
  }

  private void handle(Event event) {
    switch (event) {
      case Event.Received message -> {
        boolean isHeld = false;
        try {
          isHeld = read(message);
        } finally {
          room.release(weight(message.text()));
          if (!isHeld) {
            message.handled().run();
          }
        }
      }
      case Event.Touched _ -> {
        touchWaits.set(false);
        isUpdateDue |= queries.isStale(server.subscriptions().timestamp());
      }
      case Event.TakenBack _ -> {
        boolean _ = isProven();
      }
      case Event.Answered(var response) -> answer(response);
      case Event.Updated(var update) -> {
        updatingTo = null;
        boolean isCurrent = update.end().identity() == identityVersion;
        conversation.add(update, queries.finish(update, isCurrent));
      }
      case Event.Ended(var code, var reason) -> close(code, reason);
    }
  }

  /// After a mutation's response the client waits for a transition that reaches its commit.
  private void answer(Requests.Response response) {
    boolean isAnswered = conversation.answer(response, !awaitsQuerySet);
    requests.sent(response);
    if (response.mutation() != null) {
      unanswered.remove(response.mutation());
    }
    var committed = response.committed();
    isUpdateDue |= !isAnswered || (committed != null && !willReach(committed));
  }

  /// Whether every mutation that is committed at `snapshot` is answered. They are committed in
  /// order, so if the first one that did not fail is not there, no other one is; but those that a
  /// client sends again at the beginning may have been committed over another connection, behind
  /// one that failed there.
  private boolean isAllAnswered(Timestamp snapshot) {
    if (!conversation.hasTold()) {
      return unanswered.stream().noneMatch(request -> server.isCommitted(request, snapshot));
    }
    var first = unanswered.stream().filter(request -> !requests.hasFailed(request)).findFirst();
    return first.isEmpty() || !server.isCommitted(first.get(), snapshot);
  }

  private boolean willReach(Timestamp committed) {
    return conversation.willReach(committed)
        || (updatingTo != null && updatingTo.compareTo(committed) >= 0);
  }

  /// @return whether a request goes on that needs what the message says
  private boolean read(Event.Received message) {
    try {
      switch (MessageReader.read(message.text())) {
        case Connect connect -> connect(connect);
        case Authenticate authenticate -> authenticate(authenticate);
        case ModifyQuerySet change -> modify(change);
        case Mutation mutation -> {
          awaitsQuerySet = false;
          if (isProven()) {
            var held = new Requests.Held(message.text().length(), message.handled());
            unanswered.add(requests.mutate(mutation, caller.identity(), origin, held));
            return true;
          }
        }
        case Action action -> {
          awaitsQuerySet = false;
          if (isProven()) {
            var held = new Requests.Held(message.text().length(), message.handled());
            requests.act(action, caller.identity(), origin, held);
            return true;
          }
        }
        case Other _ -> {}
      }
    } catch (MalformedMessageException e) {
      fail("Invalid message: %s".formatted(e.getMessage()));
    }
    return false;
  }

  /// Ends a conversation that cannot go on: the client will not come back.
  private void fail(String error) {
    send(ServerMessages.fatalError(error));
    close(NO_CODE, "");
  }

  private void connect(Connect connect) {
    requests.begin(connect.session());
    conversation.begin(connect.clientMillis());
    var observed = connect.observed();
    if (observed != null && observed.compareTo(server.subscriptions().timestamp()) > 0) {
      // Somebody put an older state of the data in place; nothing told now would be believed.
      close(INTERNAL_ERROR, "InternalServerError");
    }
  }

  private void authenticate(Authenticate message) {
    if (message.baseVersion() != identityVersion) {
      close(INTERNAL_ERROR, "InternalServerError");
      return;
    }
    try {
      caller = server.identify(message, connection.address());
      stands = caller.stands();
      origin = origin.withToken(message.admin() ? null : message.token());
      identityVersion++;
      queries.forgetResults();
      isUpdateDue = true;
    } catch (AuthenticationException e) {
      refuse(e, message.baseVersion());
    }
  }

  /// A client that is told of an error gives up its token in the end; one that only loses the
  /// connection tries the same token again (`spec/sync-protocol.md` §8.4).
  private void refuse(AuthenticationException e, long baseVersion) {
    if (!e.kind().isVerdict()) {
      close(OVERLOADED, e.code());
      return;
    }
    send(ServerMessages.authError(String.valueOf(e.getMessage()), baseVersion, true));
    close(NO_CODE, "");
  }

  /// Whether the client still is who it proved to be; if not, the conversation ends, and it comes
  /// back with a new token. Nothing looks at the time while nothing happens
  /// (`spec/sync-protocol.md` §8.3).
  private boolean isProven() {
    if (caller.isProven(server.world().now())) {
      return true;
    }
    if (isOpen) {
      send(ServerMessages.authError(EXPIRED, identityVersion, false));
      close(NO_CODE, "");
    }
    return false;
  }

  private void modify(ModifyQuerySet change) {
    if (change.baseVersion() != querySetVersion || change.newVersion() <= change.baseVersion()) {
      fail(
          "Base version %d passed up doesn't match the current version %d"
              .formatted(change.baseVersion(), querySetVersion));
      return;
    }
    querySetVersion = change.newVersion();
    awaitsQuerySet = false;
    queries.modify(change.modifications());
    isUpdateDue = true;
  }

  /// Starts to bring the client to the newest snapshot, unless there is no need.
  private void startUpdate() {
    if (!isUpdateDue || updatingTo != null || awaitsQuerySet || conversation.isBehind()) {
      return;
    }
    if (!isProven()) {
      return;
    }
    isUpdateDue = false;
    var snapshot = server.subscriptions().timestamp();
    updatingTo = snapshot;
    var end = new ServerMessages.Version(querySetVersion, identityVersion, snapshot);
    var update = queries.begin(end);
    var identity = caller.identity();
    if (update.runs().isEmpty()) {
      events.add(new Event.Updated(update));
      return;
    }
    var _ =
        server
            .updates()
            .run(update, identity, () -> isOpen)
            .whenComplete((_, failure) -> {
              if (failure == null) {
                events.add(new Event.Updated(update));
              } else {
                failed(Failures.root(failure));
              }
            });
  }

  private void send(String message) {
    liveness.sending();
    connection.send(message);
    liveness.sent();
  }

  private void close(int code, String reason) {
    if (isOpen) {
      isOpen = false;
      connection.close(code, reason);
    }
  }
}
