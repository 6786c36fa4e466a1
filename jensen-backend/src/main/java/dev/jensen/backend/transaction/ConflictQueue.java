package dev.jensen.backend.transaction;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps transactions that want to change the same documents from making each other lose for ever.
///
/// Who lost over a table runs again in turn: one transaction per table at a time, in the order in
/// which they lost, until it has committed. Newcomers are not held up by that; they run at once,
/// which is best as long as conflicts are rare. But who lost twice has the field to itself: until
/// it is done, transactions of kinds that ever lost over that table wait before they begin. So only
/// those that had begun before can make it lose once more.
///
/// Waiting only helps and decides nothing, so it is bounded. Tables share a fixed number of queues.
///
/// Thread-safe.
public final class ConflictQueue {

  private static final int QUEUES = 64;
  private static final int LOSSES_BEFORE_RESERVATION = 2;
  private static final Duration WAIT_MAX = Duration.ofSeconds(2);

  private final List<Queue> queues = Stream.generate(Queue::new).limit(QUEUES).toList();

  /// Where transactions of a kind lost last; no more entries than there are kinds.
  private final ConcurrentHashMap<Object, Queue> lostIn = new ConcurrentHashMap<>();

  /// Those who lost over one of a few tables.
  private static final class Queue {

    private final Semaphore turn = new Semaphore(1, true);
    private volatile @Nullable CountDownLatch reservation;
  }

  ConflictQueue() {}

  /// Lets a transaction begin, perhaps after somebody who has the field to itself.
  ///
  /// @param kind the same for transactions that do the same to other documents, such as the calls
  ///   of one function
  public Place enter(Object kind) {
    var queue = lostIn.get(kind);
    var reservation = queue == null ? null : queue.reservation;
    if (reservation != null) {
      awaitEnd(reservation);
    }
    return new Place(kind);
  }

  private static void awaitEnd(CountDownLatch reservation) {
    try {
      boolean _ = reservation.await(WAIT_MAX.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A transaction's place among its rivals, to be given up when it has committed or failed.
  ///
  /// Not thread-safe.
  public final class Place implements AutoCloseable {

    private final Object kind;
    private int losses;
    private @Nullable Queue turnIn;
    private @Nullable CountDownLatch reservation;

    private Place(Object kind) {
      this.kind = kind;
    }

    /// Waits until the transaction, which lost over `table`, may run again.
    public void lost(String table) {
      losses++;
      var queue = queues.get(Math.floorMod(table.hashCode(), QUEUES));
      lostIn.put(kind, queue);
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
