package dev.jensen.benchmarks;

import java.time.Duration;
import java.util.concurrent.ExecutionException;

/// A closed loop: each caller makes its next call when the last one is answered.
@FunctionalInterface
interface Load {

  /// Runs `callers` callers for `duration`.
  LoadResult run(int callers, Duration duration) throws InterruptedException, ExecutionException;
}
