package dev.jensen.client.sync;

import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Watches whether one socket still says anything, until it is told that the socket has ended.
///
/// Owned by the loop.
final class Silence {

  /// How long after the last message, and after each probe, a socket is probed.
  private static final Duration PROBE_AFTER = Duration.ofSeconds(1);

  /// The first goes out to nobody, the second is lost without an error, the third fails.
  private static final int PROBES = 3;

  private final Loop loop;
  private final Socket socket;
  private final Duration longest;
  private final Runnable tooLong;
  private long lastHeard = System.nanoTime();
  private Future<?> check;
  private @Nullable Future<?> probe;

  /// Begins to watch.
  ///
  /// @param longest a socket that says nothing for so long, not even that it has nothing to say, is
  ///   dead (`spec/sync-protocol.md` §10)
  /// @param tooLong what happens then
  Silence(Loop loop, Socket socket, Duration longest, Runnable tooLong) {
    this.loop = loop;
    this.socket = socket;
    this.longest = longest;
    this.tooLong = tooLong;
    this.check = loop.schedule(this::check, longest);
  }

  private void check() {
    var left = longest.minusNanos(System.nanoTime() - lastHeard);
    if (left.isPositive()) {
      check = loop.schedule(this::check, left);
    } else {
      tooLong.run();
    }
  }

  /// The socket has opened.
  void opened() {
    lastHeard = System.nanoTime();
  }

  /// The socket has said something.
  void heard() {
    lastHeard = System.nanoTime();
    if (probe == null) {
      probeLater(PROBES);
    }
  }

  private void probeLater(int left) {
    long heard = lastHeard;
    probe = loop.schedule(() -> probe(heard, left), PROBE_AFTER);
  }

  /// The JDK's WebSocket misses an end that comes right behind a message. So a socket that has
  /// spoken and then falls silent is written to: if it is gone, that fails in the end.
  private void probe(long heard, int left) {
    if (heard != lastHeard) {
      probeLater(PROBES);
    } else if (left > 0) {
      socket.ping();
      probeLater(left - 1);
    } else {
      probe = null;
    }
  }

  /// The socket has ended: what waits to look at it would keep it in memory.
  void end() {
    check.cancel(false);
    if (probe != null) {
      probe.cancel(false);
    }
  }
}
