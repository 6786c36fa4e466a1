package dev.jensen.backend.sync;

import dev.jensen.backend.subscription.Subscription;
import dev.jensen.backend.sync.ClientMessage.Add;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import org.jspecify.annotations.Nullable;

/// One query that a client wants to hear of, and what it was told.
///
/// Keeps no result: those are as large as users make them, and the query cache has them.
final class Interest {

  private final String path;
  private final Value args;
  private final long bytes;
  private @Nullable String journal;
  private @Nullable Subscription subscription;
  private @Nullable ResultDigest told;

  Interest(Add add) {
    path = add.path();
    args = add.args();
    journal = add.journal();
    long texts = (long) path.length() + (journal == null ? 0 : journal.length());
    bytes = texts + args.size();
  }

  /// About what it takes of what the client sent.
  long bytes() {
    return bytes;
  }

  String path() {
    return path;
  }

  Value args() {
    return args;
  }

  /// What the last run left for the next one, or null.
  @Nullable String journal() {
    return journal;
  }

  /// Whether the client may not have been told of its result at `snapshot`.
  boolean isStale(Timestamp snapshot) {
    return subscription == null || subscription.isTouchedAt(snapshot);
  }

  /// Makes it stale.
  void forget() {
    if (subscription != null) {
      subscription.close();
      subscription = null;
    }
  }

  /// Notes a new result.
  ///
  /// @param newSubscription to what it was computed from, or null if it is stale already
  /// @return whether the client was told otherwise
  boolean note(
      ResultDigest digest, @Nullable String newJournal, @Nullable Subscription newSubscription) {
    forget();
    subscription = newSubscription;
    journal = newJournal;
    boolean isNew = !digest.equals(told);
    told = digest;
    return isNew;
  }
}
