package dev.jensen.benchmarks;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Draws from 0 to n - 1, smaller numbers more often.
final class Zipf {

  private final double[] cumulative;

  /// @param exponent 0 for all alike
  Zipf(int n, double exponent) {
    cumulative = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.pow(i + 1, -exponent);
      cumulative[i] = sum;
    }
  }

  int next(RandomGenerator random) {
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    return Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
  }
}
