package dev.jensen.client.sync;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Keeps one socket open: after a loss it waits, longer each time, and opens the next one.
///
/// Owned by the loop. Not here: what is said over the socket ([SyncClient]).
final class Connection implements Socket.Events {

  private static final System.Logger LOGGER = System.getLogger("dev.jensen.client");

  private final Loop loop;
  private final Dialer dialer;
  private final Duration silenceMax;
  private final Events events;
  private State state = State.STOPPED;
  private @Nullable Socket socket;
  private @Nullable Silence silence;
  private @Nullable Future<?> timer;
  private @Nullable String lastCloseReason = "InitialConnect";
  private int connections;
  private int retries;

  private enum State {
    STOPPED,
    WAITING,
    CONNECTING,
    OPEN,
    TERMINATED
  }

  /// Opens sockets.
  @FunctionalInterface
  interface Dialer {
    void dial(Socket socket);
  }

  /// What its owner is told.
  interface Events {

    void opened();

    void received(String message);

    /// The socket is gone, or there is another reason to look at the state.
    void changed();
  }

  Connection(Loop loop, Dialer dialer, Duration silenceMax, Events events) {
    this.loop = loop;
    this.dialer = dialer;
    this.silenceMax = silenceMax;
    this.events = events;
  }

  /// Connects now, unless there is a socket already or there will never be one again.
  void start() {
    if (state == State.STOPPED || state == State.WAITING) {
      cancelTimers();
      state = State.CONNECTING;
      var next = new Socket(loop, this);
      socket = next;
      silence =
          new Silence(
              loop, next, silenceMax, () -> fail(new CloseReason.ByClient("InactiveServer")));
      dialer.dial(next);
      events.changed();
    }
  }

  /// Gives up the socket, politely, without another one until [#start].
  void stop() {
    if (state != State.TERMINATED) {
      var unused = part();
      lastCloseReason = null;
      state = State.STOPPED;
      events.changed();
    }
  }

  /// Gives up the socket, politely, and never opens another one.
  ///
  /// @return completes when the good-bye is sent, or cannot be
  CompletableFuture<?> terminate() {
    var parted = part();
    state = State.TERMINATED;
    events.changed();
    return parted;
  }

  /// Says good-bye to whoever is there to hear it.
  private CompletableFuture<?> part() {
    cancelTimers();
    var last = socket;
    socket = null;
    if (last != null && state == State.OPEN) {
      return last.close();
    }
    if (last != null) {
      last.abort();
    }
    return CompletableFuture.completedFuture(null);
  }

  private void abandon() {
    cancelTimers();
    if (socket != null) {
      socket.abort();
      socket = null;
    }
  }

  private void cancelTimers() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (silence != null) {
      silence.end();
      silence = null;
    }
  }

  /// Gives up a socket that has gone wrong and opens another one after a while.
  void fail(CloseReason reason) {
    abandon();
    if (state == State.TERMINATED || state == State.STOPPED) {
      return;
    }
    var delay = Backoff.delay(reason, retries, ThreadLocalRandom.current().nextDouble());
    LOGGER.log(
        System.Logger.Level.DEBUG,
        () -> "no connection (%s), next attempt in %s".formatted(reason.text(), delay));
    retries++;
    lastCloseReason = reason.text();
    state = State.WAITING;
    timer = loop.schedule(this::start, delay);
    events.changed();
  }

  void send(String message) {
    if (state == State.OPEN && socket != null) {
      socket.send(message);
    }
  }

  /// Everything from before the last loss is settled: the next wait is a short one.
  ///
  /// @return whether it would have been a long one
  boolean settle() {
    boolean wasLong = retries > 0;
    retries = 0;
    return wasLong;
  }

  /// Connects again after [#stop].
  void startIfStopped() {
    if (state == State.STOPPED) {
      start();
    }
  }

  /// Whether there will be no socket until it is started again.
  boolean isStopped() {
    return state == State.STOPPED;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  int connections() {
    return connections;
  }

  int retries() {
    return retries;
  }

  @Nullable String lastCloseReason() {
    return lastCloseReason;
  }

  @Override
  public void opened(Socket which) {
    if (which == socket) {
      state = State.OPEN;
      if (silence != null) {
        silence.opened();
      }
      events.opened();
      connections++;
      events.changed();
    }
  }

  @Override
  public void heard(Socket which) {
    if (which == socket && silence != null) {
      silence.heard();
    }
  }

  @Override
  public void received(Socket which, String message) {
    if (which == socket) {
      heard(which);
      events.received(message);
    }
  }

  @Override
  public void ended(Socket which, CloseReason reason) {
    if (which == socket) {
      fail(reason);
    }
  }
}
