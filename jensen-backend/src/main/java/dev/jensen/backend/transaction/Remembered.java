package dev.jensen.backend.transaction;

import dev.jensen.wire.Timestamp;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Something that is made of documents which seldom change, at the newest snapshot. It is made
/// again when one of them has changed; asking for it otherwise costs next to nothing.
///
/// Thread-safe.
public final class Remembered<T> {

  private final Database database;
  private final Function<Transaction, T> maker;
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable Known<T> known;

  private record Known<T>(T value, ReadSet reads, Timestamp holdsUntil) {}

  /// @param maker reads all that the thing depends on; never runs twice at the same time
  public Remembered(Database database, Function<Transaction, T> maker) {
    this.database = database;
    this.maker = maker;
  }

  /// The thing as of now.
  public T get() {
    var now = database.latest();
    var still = still(now);
    if (still != null) {
      return still;
    }
    making.lock();
    try {
      still = still(now);
      return still == null ? make() : still;
    } finally {
      making.unlock();
    }
  }

  private @Nullable T still(Timestamp now) {
    var former = known;
    if (former == null) {
      return null;
    }
    if (now.compareTo(former.holdsUntil()) <= 0) {
      return former.value();
    }
    if (!database.unchanged(former.reads(), former.holdsUntil(), now)) {
      return null;
    }
    known = new Known<>(former.value(), former.reads(), now);
    return former.value();
  }

  private T make() {
    try (var transaction = database.begin()) {
      var value = maker.apply(transaction);
      known = new Known<>(value, transaction.readSet(), transaction.begin());
      return value;
    }
  }
}
