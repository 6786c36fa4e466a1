package dev.jensen.benchmarks;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/// Some commits, one after the other, each of which changes the result of one subscription.
///
/// @param answered from sending a mutation until its response, in nanoseconds
/// @param arrived from sending a mutation until the changed result is there, in nanoseconds
/// @param server processor time of the server itself
/// @param workers processor time of the processes that run functions
/// @param strayResults results that were sent although nothing had changed
/// @param strayTransitions transitions that were sent although nothing had changed
record SubscriptionsRound(
    Histogram answered,
    Histogram arrived,
    Duration server,
    Duration workers,
    long strayResults,
    long strayTransitions) {

  static final int COMMITS = 200;

  /// How many commits were measured: [#COMMITS], unless that took too long.
  long commits() {
    return answered.getTotalCount();
  }

  double answeredMillis(double percentile) {
    return answered.getValueAtPercentile(percentile) / 1e6;
  }

  double arrivedMillis(double percentile) {
    return arrived.getValueAtPercentile(percentile) / 1e6;
  }

  double serverMillis() {
    return server.toNanos() / 1e6 / commits();
  }

  double workersMillis() {
    return workers.toNanos() / 1e6 / commits();
  }
}
