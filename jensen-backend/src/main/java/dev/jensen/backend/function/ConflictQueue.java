package dev.jensen.backend.function;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps mutations that want to change the same documents from making each other lose for ever.
///
/// Who lost over a table runs again in turn: one mutation per table at a time, in the order in
/// which they lost, until it has committed. Newcomers are not held up by that; they run at once,
/// which is best as long as conflicts are rare. But who lost twice has the field to itself: until
/// it is done, calls of functions that ever lost over that table wait before they begin. So only
/// those that had begun before can make it lose once more.
///
/// Waiting only helps and decides nothing, so it is bounded. Tables share a fixed number of queues.
///
/// Thread-safe.
final class ConflictQueue {

  private static final int QUEUES = 64;
  private static final int LOSSES_BEFORE_RESERVATION = 2;
  private static final Duration WAIT_MAX = Duration.ofSeconds(2);

  private final List<Queue> queues = Stream.generate(Queue::new).limit(QUEUES).toList();

  /// Where the calls of a function lost last; no more entries than functions that ever ran.
  private final ConcurrentHashMap<FunctionPath, Queue> lostIn = new ConcurrentHashMap<>();

  /// Those who lost over one of a few tables.
  private static final class Queue {

    private final Semaphore turn = new Semaphore(1, true);
    private volatile @Nullable CountDownLatch reservation;
  }

  /// Lets a call of `path` begin, perhaps after somebody who has the field to itself.
  Place enter(FunctionPath path) {
    var queue = lostIn.get(path);
    var reservation = queue == null ? null : queue.reservation;
    if (reservation != null) {
      awaitEnd(reservation);
    }
    return new Place(path);
  }

  private static void awaitEnd(CountDownLatch reservation) {
    try {
      boolean _ = reservation.await(WAIT_MAX.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One call's place among its rivals, to be given up when it has committed or failed.
  ///
  /// Not thread-safe.
  final class Place implements AutoCloseable {

    private final FunctionPath path;
    private int losses;
    private @Nullable Queue turnIn;
    private @Nullable CountDownLatch reservation;

    private Place(FunctionPath path) {
      this.path = path;
    }

    /// Waits until the call, which lost over `table`, may run again.
    void lost(String table) {
      losses++;
      var queue = queues.get(Math.floorMod(table.hashCode(), QUEUES));
      lostIn.put(path, queue);
      if (turnIn != queue) {
        close();
        turnIn = tryAcquire(queue.turn) ? queue : null;
      }
      if (turnIn != null && reservation == null && losses >= LOSSES_BEFORE_RESERVATION) {
        reservation = new CountDownLatch(1);
        queue.reservation = reservation;
      }
    }

    private static boolean tryAcquire(Semaphore turn) {
      try {
        return turn.tryAcquire(WAIT_MAX.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void close() {
      if (turnIn == null) {
        return;
      }
      if (reservation != null) {
        turnIn.reservation = null;
        reservation.countDown();
        reservation = null;
      }
      turnIn.turn.release();
      turnIn = null;
    }
  }
}
