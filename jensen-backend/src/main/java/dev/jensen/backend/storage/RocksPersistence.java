package dev.jensen.backend.storage;

import java.nio.file.Path;
import org.rocksdb.Checkpoint;
import org.rocksdb.WriteBatch;

/// Log and index in one embedded RocksDB: a commit is one atomic, synced write.
public final class RocksPersistence implements Persistence {

  private final RocksStore store;
  private final RocksLog log;
  private final RocksIndexStore index;

  private RocksPersistence(RocksStore store) {
    this.store = store;
    this.log = new RocksLog(store);
    this.index = new RocksIndexStore(store);
  }

  /// Opens the data of `directory`, which is made if it is missing, with little memory.
  ///
  /// @throws StorageException if it is not ours, in use, cannot be written or is damaged
  public static RocksPersistence open(Path directory) {
    return open(directory, RocksMemory.DEFAULT);
  }

  /// Opens the data of `directory`, which is made if it is missing.
  ///
  /// @throws StorageException if it is not ours, in use, cannot be written or is damaged
  public static RocksPersistence open(Path directory, RocksMemory memory) {
    var store = RocksStore.open(directory, memory);
    try {
      return new RocksPersistence(store);
    } catch (RuntimeException failure) {
      store.close();
      throw failure;
    }
  }

  @Override
  public Log log() {
    return log;
  }

  @Override
  public IndexStore index() {
    return index;
  }

  @Override
  public AppendOutcome commit(LogEntry entry, IndexChanges changes) {
    if (!log.isNext(entry)) {
      return new AppendOutcome.Refused(log.head());
    }
    store.use(() -> {
      try (var batch = new WriteBatch()) {
        log.add(batch, entry);
        index.add(batch, entry.position(), changes);
        store.write(batch, true);
        return entry;
      }
    });
    log.advance(entry);
    index.advance(entry.position());
    return new AppendOutcome.Appended();
  }

  /// Writes a copy of everything committed so far, consistent at one commit, into `directory`,
  /// which must not exist. Costs next to nothing on the same file system.
  ///
  /// @throws StorageException if that cannot be
  void copyTo(Path directory) {
    store.use(() -> {
      try (var checkpoint = Checkpoint.create(store.db())) {
        checkpoint.createCheckpoint(directory.toString());
        return directory;
      }
    });
  }

  @Override
  public void close() {
    store.close();
  }
}
