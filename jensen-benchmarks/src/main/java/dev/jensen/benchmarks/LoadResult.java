package dev.jensen.benchmarks;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/// What one run of a [Load] measured.
///
/// @param latencies one value per successful call, in nanoseconds
record LoadResult(Histogram latencies, Duration duration) {

  private static final int DIGITS = 3;

  static Histogram emptyHistogram() {
    return new Histogram(Duration.ofMinutes(1).toNanos(), DIGITS);
  }

  double callsPerSecond() {
    return latencies.getTotalCount() / (duration.toNanos() / 1e9);
  }

  double millis(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }
}
