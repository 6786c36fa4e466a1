package dev.jensen.benchmarks;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/// One figure of several rounds.
record Spread(double lowest, double median, double highest) {

  /// The figure that `figure` finds in each of `rounds`, of which there is at least one.
  static <T> Spread of(Collection<T> rounds, ToDoubleFunction<T> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return new Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
  }

  @Override
  public String toString() {
    return lowest == highest
        ? "%.2f".formatted(median)
        : "%.2f (%.2f–%.2f)".formatted(median, lowest, highest);
  }
}
