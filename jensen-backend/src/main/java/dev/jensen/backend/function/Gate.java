package dev.jensen.backend.function;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Lets a bounded number of functions of one kind run at once; others wait in line.
///
/// Thread-safe.
final class Gate {

  private final String kind;
  private final Semaphore permits;
  private final Duration waitMax;

  /// @param kind in the plural, such as `queries`
  Gate(String kind, int permits, Duration waitMax) {
    this.kind = kind;
    this.permits = new Semaphore(permits, true);
    this.waitMax = waitMax;
  }

  /// Runs `task` when it is its turn.
  ///
  /// @throws OverloadedException if that took too long
  <T> T pass(Supplier<T> task) {
    enter();
    try {
      return task.get();
    } finally {
      permits.release();
    }
  }

  private void enter() {
    boolean entered;
    try {
      entered = permits.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      entered = false;
    }
    if (!entered) {
      throw new OverloadedException(
          "Too many %s are running at once. Try again later.".formatted(kind));
    }
  }
}
