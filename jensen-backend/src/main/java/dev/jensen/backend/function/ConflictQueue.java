package dev.jensen.backend.function;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Lets mutations that lost a conflict run again one after the other, in the order in which they
/// lost, instead of making each other lose again.
///
/// Those that lost over different tables hardly disturb each other: a table has one of a fixed
/// number of queues.
///
/// Thread-safe.
final class ConflictQueue {

  private static final int QUEUES = 64;

  /// Who waited this long goes anyway: the queue is only there to help.
  private static final Duration WAIT_MAX = Duration.ofSeconds(2);

  private final List<Semaphore> queues =
      Stream.generate(() -> new Semaphore(1, true)).limit(QUEUES).toList();

  /// A place at the head of a queue, to be given up after the commit.
  interface Turn extends AutoCloseable {

    @Override
    void close();
  }

  /// Waits for the turn of a mutation that lost over `table`.
  Turn await(String table) {
    var queue = queues.get(Math.floorMod(table.hashCode(), QUEUES));
    try {
      return queue.tryAcquire(WAIT_MAX.toNanos(), TimeUnit.NANOSECONDS) ? queue::release : () -> {};
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return () -> {};
    }
  }
}
