package dev.jensen.benchmarks;

import java.time.Duration;

/// The end of a run that would not end by itself.
final class TimeLimit {

  private TimeLimit() {}

  /// Stops this process, and with it its children, once `limit` has passed.
  static void start(Duration limit) {
    Thread.ofPlatform()
        .name("time limit")
        .daemon()
        .start(() -> {
          try {
            Thread.sleep(limit);
          } catch (InterruptedException e) {
            return;
          }
          System.err.printf("stopped: it took longer than %d minutes%n", limit.toMinutes());
          System.exit(1);
        });
  }
}
