package dev.jensen.backend.subscription;

import dev.jensen.backend.index.IndexId;
import dev.jensen.backend.subscription.IntervalTree.Entry;
import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One read set that somebody subscribes to, or that such ones share; all who got the same result
/// share it.
///
/// Everything but the moment it was touched is guarded by the lock of [Subscriptions].
final class Watched {

  private final ReadSet reads;
  private final List<Place> places = new ArrayList<>(1);
  private final List<Watched> shared = new ArrayList<>(1);
  private final Set<Watched> dependents = new HashSet<>(1);
  private final Set<Subscription> subscribers = new HashSet<>(1);
  private volatile @Nullable Timestamp touchedAt;

  /// Where one of its ranges is kept.
  record Place(IndexId index, Entry<Watched> entry) {}

  Watched(ReadSet reads) {
    this.reads = reads;
  }

  ReadSet reads() {
    return reads;
  }

  List<Place> places() {
    return places;
  }

  /// What its reads share with others; whatever touches that touches it.
  List<Watched> shared() {
    return shared;
  }

  /// Those that share it.
  Set<Watched> dependents() {
    return dependents;
  }

  boolean isForgotten() {
    return subscribers.isEmpty() && dependents.isEmpty();
  }

  Set<Subscription> subscribers() {
    return subscribers;
  }

  @Nullable Timestamp touchedAt() {
    return touchedAt;
  }

  void touch(Timestamp at) {
    touchedAt = at;
  }
}
