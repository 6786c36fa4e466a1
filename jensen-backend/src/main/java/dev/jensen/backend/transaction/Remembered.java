package dev.jensen.backend.transaction;

import dev.jensen.wire.Timestamp;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Something that is made of documents which seldom change. It is made again when one of them has
/// changed; asking for it otherwise costs next to nothing.
///
/// What was made once holds at every timestamp up to which nothing in its read set changed.
///
/// Thread-safe.
public final class Remembered<T> {

  private final Database database;
  private final Function<Transaction, T> maker;
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable Known<T> newest;

  /// @param from when it was made
  /// @param to up to when it is known to hold
  private record Known<T>(T value, ReadSet reads, Timestamp from, Timestamp to) {}

  /// @param maker reads all that the thing depends on; never runs twice at the same time
  public Remembered(Database database, Function<Transaction, T> maker) {
    this.database = database;
    this.maker = maker;
  }

  /// The thing as of now.
  public T get() {
    return at(database.latest());
  }

  /// The thing at `timestamp`.
  ///
  /// @throws SnapshotUnavailableException if that is no readable snapshot
  public T at(Timestamp timestamp) {
    return known(timestamp).value();
  }

  /// The thing at the snapshot of `transaction`, which from now on depends on it: whoever changes
  /// it conflicts, or makes the result of the transaction stale.
  public T in(Transaction transaction) {
    var known = known(transaction.begin());
    transaction.dependOn(known.reads());
    return known.value();
  }

  private Known<T> known(Timestamp timestamp) {
    var still = still(timestamp);
    if (still != null) {
      return still;
    }
    making.lock();
    try {
      still = still(timestamp);
      return still == null ? make(timestamp) : still;
    } finally {
      making.unlock();
    }
  }

  private @Nullable Known<T> still(Timestamp timestamp) {
    var former = newest;
    if (former == null || !holds(former, timestamp)) {
      return null;
    }
    if (timestamp.compareTo(former.to()) > 0) {
      newest = new Known<>(former.value(), former.reads(), former.from(), timestamp);
    }
    return former;
  }

  private boolean holds(Known<T> known, Timestamp timestamp) {
    if (timestamp.compareTo(known.to()) > 0) {
      return database.unchanged(known.reads(), known.to(), timestamp);
    }
    return timestamp.compareTo(known.from()) >= 0
        || database.unchanged(known.reads(), timestamp, known.from());
  }

  private Known<T> make(Timestamp timestamp) {
    try (var transaction = database.beginAt(timestamp)) {
      var value = maker.apply(transaction);
      var made = new Known<>(value, transaction.readSet(), timestamp, timestamp);
      var former = newest;
      if (former == null || timestamp.compareTo(former.to()) > 0) {
        newest = made;
      }
      return made;
    }
  }
}
