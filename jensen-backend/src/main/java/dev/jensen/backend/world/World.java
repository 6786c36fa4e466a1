package dev.jensen.backend.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/// Every source of nondeterminism the backend uses.
///
/// Thread-safe.
public interface World {

  /// The wall clock.
  Instant now();

  /// Has `jumped` called whenever somebody has put the wall clock forward, which nobody does to the
  /// real one.
  default void listen(Runnable jumped) {}

  /// Nanoseconds of a clock that only moves forward, for measuring durations.
  long nanoTime();

  /// Randomness that outsiders cannot predict.
  RandomGenerator random();

  /// Starts `task` on its own virtual thread.
  Thread start(String name, Runnable task);

  /// Starts `task` on its own platform thread: for loops that block inside native code, where a
  /// virtual thread would hold its carrier.
  Thread startPlatform(String name, Runnable task);

  /// Waits for all of `threads` to end.
  ///
  /// @throws InterruptedSleepException if the thread was interrupted; its interrupt flag stays set
  static void join(List<Thread> threads) {
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedSleepException(stopped);
    }
  }

  /// Blocks the calling thread for `duration`.
  ///
  /// @throws InterruptedSleepException if the thread was interrupted; its interrupt flag stays set
  void sleep(Duration duration);
}
