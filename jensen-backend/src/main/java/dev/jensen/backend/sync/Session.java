package dev.jensen.backend.sync;

import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.function.ReadOnlyKeyException;
import dev.jensen.backend.function.TooManyConflictsException;
import dev.jensen.backend.identity.AuthenticationException;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.sync.ClientMessage.Action;
import dev.jensen.backend.sync.ClientMessage.Authenticate;
import dev.jensen.backend.sync.ClientMessage.Connect;
import dev.jensen.backend.sync.ClientMessage.ModifyQuerySet;
import dev.jensen.backend.sync.ClientMessage.Mutation;
import dev.jensen.backend.sync.ClientMessage.Other;
import dev.jensen.backend.sync.ServerMessages.Version;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of a client.
///
/// A thread of its own takes what happens, one thing after the other: messages, commits, results of
/// mutations. When nothing more has happened it tells the client what is new, all at one snapshot.
/// Mutations run on another thread, in order, so that a slow one delays no query.
public final class Session {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

  /// Messages that may wait; whoever sends more is read no further.
  private static final int MESSAGES_WAITING = 256;

  private static final int NO_CODE = 1005;
  private static final int RESTART = 1012;
  private static final int INTERNAL_ERROR = 1011;
  private static final int OVERLOADED = 1013;

  private final World world;
  private final Database database;
  private final Authenticator authenticator;
  private final ServerMessages messages;
  private final Connection connection;
  private final Consumer<Session> ended;
  private final QuerySet queries;
  private final Requests requests;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MESSAGES_WAITING);
  private final AtomicBoolean commitWaits = new AtomicBoolean();

  // What follows belongs to the session's thread.
  private Identity identity = new Identity.Unknown();
  private long querySetVersion;
  private long identityVersion;
  private Version told = Version.FIRST;
  private @Nullable Long clockSkewMillis;
  private boolean isUpdateDue;
  private boolean isOpen = true;

  /// Something that happened.
  private sealed interface Event {

    record Received(String text) implements Event {}

    record Committed() implements Event {}

    /// @param isMutation whether the client waits for a transition
    record Answered(String response, boolean isMutation) implements Event {}

    record Ended(int code, String reason) implements Event {}
  }

  Session(
      World world,
      Database database,
      Functions functions,
      Authenticator authenticator,
      ServerMessages messages,
      Connection connection,
      Consumer<Session> ended) {
    this.world = world;
    this.database = database;
    this.authenticator = authenticator;
    this.messages = messages;
    this.connection = connection;
    this.ended = ended;
    this.queries = new QuerySet(world, database, functions);
    this.requests =
        new Requests(
            world,
            functions,
            messages,
            (response, isMutation) -> events.add(new Event.Answered(response, isMutation)),
            failure -> events.add(ended(failure)));
  }

  void start() {
    world.start("sync", this::run);
  }

  /// Takes a message of the client; blocks while too many wait.
  public void received(String text) {
    room.acquireUninterruptibly();
    events.add(new Event.Received(text));
  }

  /// The connection is gone.
  public void disconnected() {
    events.add(new Event.Ended(NO_CODE, ""));
  }

  void shutDown() {
    events.add(new Event.Ended(RESTART, ""));
  }

  void committed() {
    if (commitWaits.compareAndSet(false, true)) {
      events.add(new Event.Committed());
    }
  }

  private void run() {
    try {
      while (isOpen) {
        var event = events.poll(SILENCE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
          connection.send(ServerMessages.PING);
          continue;
        }
        handle(event);
        for (var next = events.poll(); next != null && isOpen; next = events.poll()) {
          handle(next);
        }
        if (isOpen && isUpdateDue && querySetVersion > 0) {
          tell();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      var end = ended(e);
      close(end.code(), end.reason());
    } finally {
      requests.close();
      ended.accept(this);
    }
  }

  private static Event.Ended ended(RuntimeException failure) {
    return switch (failure) {
      case OverloadedException e -> new Event.Ended(OVERLOADED, e.code());
      case TooManyConflictsException e -> new Event.Ended(OVERLOADED, e.code());
      case TooManyRequestsException e ->
          new Event.Ended(OVERLOADED, String.valueOf(e.getMessage()));
      default -> {
        LOG.error("a session failed inside the server", failure);
        yield new Event.Ended(INTERNAL_ERROR, "InternalServerError");
      }
    };
  }

  private void handle(Event event) {
    switch (event) {
      case Event.Received(var text) -> {
        room.release();
        read(text);
      }
      case Event.Committed _ -> {
        commitWaits.set(false);
        isUpdateDue |= queries.isStale(database.latest());
      }
      case Event.Answered(var response, var isMutation) -> {
        connection.send(response);
        isUpdateDue |= isMutation;
      }
      case Event.Ended(var code, var reason) -> close(code, reason);
    }
  }

  private void read(String text) {
    try {
      switch (MessageReader.read(text)) {
        case Connect connect -> connect(connect);
        case Authenticate authenticate -> authenticate(authenticate);
        case ModifyQuerySet change -> modify(change);
        case Mutation mutation -> requests.mutate(mutation, identity);
        case Action action -> requests.act(action, identity);
        case Other _ -> {}
      }
    } catch (MalformedMessageException e) {
      connection.send(ServerMessages.fatalError("Invalid message: %s".formatted(e.getMessage())));
      close(NO_CODE, "");
    }
  }

  private void connect(Connect connect) {
    requests.begin(connect.session());
    var millis = connect.clientMillis();
    clockSkewMillis = millis == null ? null : millis - world.now().toEpochMilli();
    var observed = connect.observed();
    if (observed != null && observed.compareTo(database.latest()) > 0) {
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
      identity = identity(message);
      identityVersion++;
      queries.forgetResults();
      isUpdateDue = true;
    } catch (AuthenticationException e) {
      connection.send(
          ServerMessages.authError(String.valueOf(e.getMessage()), message.baseVersion()));
      close(NO_CODE, "");
    } catch (ReadOnlyKeyException e) {
      close(INTERNAL_ERROR, "InternalServerError");
    }
  }

  private Identity identity(Authenticate message) {
    var token = message.token();
    if (token == null) {
      return new Identity.Unknown();
    }
    if (!message.admin()) {
      return authenticator.identify("Bearer %s".formatted(token), null);
    }
    var administrator = authenticator.administrator(token);
    return message.actingAs() == null ? administrator : authenticator.actingAs(message.actingAs());
  }

  private void modify(ModifyQuerySet change) {
    if (change.baseVersion() != querySetVersion || change.newVersion() <= change.baseVersion()) {
      connection.send(
          ServerMessages.fatalError(
              "Base version %d passed up doesn't match the current version %d"
                  .formatted(change.baseVersion(), querySetVersion)));
      close(NO_CODE, "");
      return;
    }
    querySetVersion = change.newVersion();
    queries.modify(change.modifications());
    isUpdateDue = true;
  }

  /// Brings the client to the newest snapshot.
  private void tell() {
    isUpdateDue = false;
    Timestamp snapshot = database.latest();
    var changes = queries.update(snapshot, identity);
    var next = new Version(querySetVersion, identityVersion, snapshot);
    connection.send(
        messages.transition(
            told, next, changes, clockSkewMillis, Timestamp.of(world.now()).nanos()));
    told = next;
  }

  private void close(int code, String reason) {
    if (isOpen) {
      isOpen = false;
      connection.close(code, reason);
    }
  }
}
