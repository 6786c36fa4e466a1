package dev.jensen.backend.sync;

import dev.jensen.backend.world.World;
import java.time.Duration;

/// Keeps a connection from looking dead, and notices when it is (`spec/sync-protocol.md` §10).
///
/// Thread-safe.
final class Liveness {

  /// How long the server says nothing at most.
  private static final long SILENCE_NANOS = Duration.ofSeconds(15).toNanos();

  /// How long the client may give no sign of life.
  private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

  /// How long closing may take.
  private static final long CLOSING_NANOS = Duration.ofSeconds(10).toNanos();

  private static final int NORMAL = 1000;

  private final World world;
  private final Connection connection;
  private volatile long lastHeard;
  private volatile long lastSent;
  private volatile long lastProbed;
  private volatile boolean isSending;

  Liveness(World world, Connection connection) {
    this.world = world;
    this.connection = connection;
    this.lastHeard = world.nanoTime();
    this.lastSent = lastHeard;
    this.lastProbed = lastHeard;
  }

  void heard() {
    lastHeard = world.nanoTime();
  }

  void sending() {
    isSending = true;
  }

  void sent() {
    isSending = false;
    lastSent = world.nanoTime();
  }

  /// Looks at the clock.
  void beat() {
    long now = world.nanoTime();
    long silence = now - lastHeard;
    if (silence > PATIENCE_NANOS + CLOSING_NANOS) {
      connection.abort();
    } else if (silence > PATIENCE_NANOS) {
      connection.close(NORMAL, "ClientDisconnected");
    } else if (!isSending && now - Math.max(lastSent, lastProbed) > SILENCE_NANOS) {
      probe(now);
    } else if (silence > SILENCE_NANOS && now - lastProbed > SILENCE_NANOS) {
      probe(now);
    }
  }

  private void probe(long now) {
    lastProbed = now;
    connection.probe(ServerMessages.PING);
  }
}
