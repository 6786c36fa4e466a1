package dev.jensen.benchmarks;

import java.util.Comparator;
import java.util.List;

/// Several runs of the same load, by throughput.
record Rounds(LoadResult slowest, LoadResult median, LoadResult fastest) {

  static final String HEADER =
      "%10s %21s %8s %8s".formatted("calls/s", "(spread)", "p50 ms", "p99 ms");

  static Rounds of(List<LoadResult> results) {
    var sorted =
        results.stream().sorted(Comparator.comparingDouble(LoadResult::callsPerSecond)).toList();
    return new Rounds(sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast());
  }

  /// Calls per second and latencies as the end of a table's row; [#HEADER] is what stands above.
  String row() {
    return "%10.0f (%8.0f – %8.0f) %8.2f %8.2f"
        .formatted(
            median.callsPerSecond(),
            slowest.callsPerSecond(),
            fastest.callsPerSecond(),
            median.millis(50),
            median.millis(99));
  }
}
