package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Backfill;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.IndexId;
import dev.jensen.backend.index.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Fills new indexes with the documents that were there before them.
///
/// Callers that want different indexes fill them at the same time; of those that want the same one,
/// one fills it and the others wait for that.
///
/// Thread-safe.
final class IndexFilling {

  private final Database database;
  private final Changes changes;
  private final Backfill backfill;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  // Guarded by lock.
  private final Set<IndexId> taken = new HashSet<>();

  IndexFilling(Database database, Changes changes, Backfill backfill) {
    this.database = database;
    this.changes = changes;
    this.backfill = backfill;
  }

  /// Indexes of one table that one caller fills.
  ///
  /// @param snapshot held, so that nothing in it is trimmed meanwhile
  private record Share(Table table, List<Index> indexes, Transaction snapshot) {}

  /// Moves every `wanted` index in state `BACKFILLING` to `READY`; blocks until done.
  void fill(BiPredicate<Table, Index> wanted) {
    for (var share = take(wanted); share != null; share = take(wanted)) {
      try (var snapshot = share.snapshot()) {
        backfill.run(share.table(), share.indexes(), snapshot.begin());
        for (var index : share.indexes()) {
          finish(share.table(), index);
        }
      } finally {
        release(share);
      }
    }
  }

  /// Waits as long as others fill all that is left.
  ///
  /// @return null if nothing is left
  private @Nullable Share take(BiPredicate<Table, Index> wanted) {
    lock.lock();
    try {
      while (true) {
        var snapshot = database.begin();
        boolean isLeft = false;
        for (var table : snapshot.catalog().tables()) {
          var unfinished = unfinished(table, wanted);
          var free = unfinished.stream().filter(index -> !taken.contains(index.id())).toList();
          if (!free.isEmpty()) {
            free.forEach(index -> taken.add(index.id()));
            return new Share(table, free, snapshot);
          }
          isLeft |= !unfinished.isEmpty();
        }
        snapshot.close();
        if (!isLeft) {
          return null;
        }
        released.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private static List<Index> unfinished(Table table, BiPredicate<Table, Index> wanted) {
    return table.indexes().stream()
        .filter(index -> index.state() == Index.State.BACKFILLING)
        .filter(index -> wanted.test(table, index))
        .toList();
  }

  /// Marks an index as ready, unless it was dropped meanwhile.
  private void finish(Table table, Index index) {
    changes.<@Nullable Void>make(transaction -> {
      var current = transaction.table(table.name());
      if (current != null && current.indexes().contains(index)) {
        transaction.definitions().setIndexState(current, index, Index.State.READY);
      }
      return null;
    });
  }

  private void release(Share share) {
    lock.lock();
    try {
      share.indexes().forEach(index -> taken.remove(index.id()));
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
