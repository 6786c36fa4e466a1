package dev.jensen.client;

import java.time.Duration;

/// How long a client waits.
final class Patience {

  private static final Duration MAX = Duration.ofDays(36_500);

  private Patience() {}

  /// @return `duration`, or a hundred years if it is longer, which clocks cannot count
  /// @throws IllegalArgumentException if it is no time at all
  static Duration checked(Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("wants to wait for no time at all: " + duration);
    }
    return duration.compareTo(MAX) > 0 ? MAX : duration;
  }
}
