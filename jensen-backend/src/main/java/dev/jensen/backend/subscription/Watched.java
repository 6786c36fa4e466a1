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

/// One read set that somebody subscribes to; all who got the same result share it.
///
/// Everything but the moment it was touched is guarded by the lock of [Subscriptions].
final class Watched {

  private final ReadSet reads;
  private final List<Place> places = new ArrayList<>();
  private final Set<Subscription> subscribers = new HashSet<>();
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
