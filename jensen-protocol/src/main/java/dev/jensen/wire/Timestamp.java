package dev.jensen.wire;

/// When a transaction committed: nanoseconds since the Unix epoch.
///
/// Timestamps are unique within a deployment and grow with every commit.
///
/// @param nanos nanoseconds since 1970-01-01T00:00:00Z, at least 0
public record Timestamp(long nanos) implements Comparable<Timestamp> {

  /// Before every commit.
  public static final Timestamp ZERO = new Timestamp(0);

  public Timestamp {
    if (nanos < 0) {
      throw new IllegalArgumentException("timestamp before the epoch: " + nanos);
    }
  }

  @Override
  public int compareTo(Timestamp other) {
    return Long.compare(nanos, other.nanos);
  }
}
