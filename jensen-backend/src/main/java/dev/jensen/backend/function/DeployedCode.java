package dev.jensen.backend.function;

import dev.jensen.backend.model.DeploymentState;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.wire.Timestamp;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Remembers what is deployed, so that calls do not read system tables.
///
/// What was read once holds at every timestamp up to which nothing in its read set changed; asking
/// for that costs next to nothing.
///
/// Thread-safe.
final class DeployedCode {

  private final Database database;
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable Known known;

  /// @param from when it was read
  /// @param to up to when it is known to hold
  private record Known(Deployed deployed, Timestamp from, Timestamp to) {}

  DeployedCode(Database database) {
    this.database = database;
  }

  /// What is deployed at `timestamp`, which must be a readable snapshot.
  Deployed at(Timestamp timestamp) {
    var remembered = remembered(timestamp);
    if (remembered != null) {
      return remembered;
    }
    loading.lock();
    try {
      remembered = remembered(timestamp);
      return remembered == null ? load(timestamp) : remembered;
    } finally {
      loading.unlock();
    }
  }

  /// What is deployed at the snapshot of `transaction`, which from now on depends on it: a push
  /// conflicts with it, or makes its result stale.
  Deployed in(Transaction transaction) {
    var deployed = at(transaction.begin());
    transaction.dependOn(deployed.reads());
    return deployed;
  }

  private @Nullable Deployed remembered(Timestamp timestamp) {
    var now = known;
    if (now == null || !holds(now, timestamp)) {
      return null;
    }
    if (timestamp.compareTo(now.to()) > 0) {
      known = new Known(now.deployed(), now.from(), timestamp);
    }
    return now.deployed();
  }

  private boolean holds(Known known, Timestamp timestamp) {
    var reads = known.deployed().reads();
    if (timestamp.compareTo(known.to()) > 0) {
      return database.unchanged(reads, known.to(), timestamp);
    }
    return timestamp.compareTo(known.from()) >= 0
        || database.unchanged(reads, timestamp, known.from());
  }

  private Deployed load(Timestamp timestamp) {
    try (var transaction = database.beginAt(timestamp)) {
      var deployed = Deployed.of(DeploymentState.load(transaction));
      var former = known;
      if (former == null || timestamp.compareTo(former.to()) > 0) {
        known = new Known(deployed, timestamp, timestamp);
      }
      return deployed;
    }
  }
}
