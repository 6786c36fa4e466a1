package dev.jensen.benchmarks;

import java.util.Comparator;
import java.util.List;

/// Several runs of the same load, by throughput.
record Rounds(LoadResult slowest, LoadResult median, LoadResult fastest) {

  static Rounds of(List<LoadResult> results) {
    var sorted =
        results.stream().sorted(Comparator.comparingDouble(LoadResult::callsPerSecond)).toList();
    return new Rounds(sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast());
  }
}
