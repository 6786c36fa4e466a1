package dev.jensen.backend.subscription;

import dev.jensen.wire.Timestamp;

/// One subscriber's interest in what it read.
///
/// Thread-safe.
public final class Subscription implements AutoCloseable {

  private final Subscriptions all;
  private final Watched watched;
  private final Runnable touched;

  Subscription(Subscriptions all, Watched watched, Runnable touched) {
    this.all = all;
    this.watched = watched;
    this.touched = touched;
  }

  /// Whether a commit at or before `snapshot` touched what was read. The answer is final for every
  /// `snapshot` up to [Subscriptions#timestamp()].
  public boolean isTouchedAt(Timestamp snapshot) {
    var at = watched.touchedAt();
    return at != null && at.compareTo(snapshot) <= 0;
  }

  Watched watched() {
    return watched;
  }

  void tell() {
    touched.run();
  }

  /// Loses interest.
  @Override
  public void close() {
    all.remove(this);
  }
}
