package dev.jensen.backend.transaction;

import dev.jensen.backend.storage.AppendOutcome;
import dev.jensen.backend.storage.IndexChanges;
import dev.jensen.backend.storage.IndexStore;
import dev.jensen.backend.storage.Log;
import dev.jensen.backend.storage.LogEntry;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.storage.StorageException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A disk on which a write happens when a test says so, as far as the test says.
final class SimulatedDisk implements Persistence {

  private final Log log;
  private final IndexStore index;

  // Guarded by this.
  private boolean isWriteWaiting;
  private @Nullable Fate fate;
  private boolean isFree;

  /// What becomes of a write.
  enum Fate {
    WRITTEN,
    /// Power fails before.
    LOST,
    /// Power fails when the log has it, but not yet the index.
    IN_LOG_ONLY,
    /// Power fails after, before anybody is told.
    WRITTEN_BUT_UNKNOWN
  }

  SimulatedDisk() {
    this(new MemoryPersistence(), new MemoryPersistence());
  }

  private SimulatedDisk(Persistence log, Persistence index) {
    this.log = log.log();
    this.index = index.index();
  }

  /// The same disk with nothing in the index: it can be made from the log again.
  SimulatedDisk withoutIndex() {
    return new SimulatedDisk(this, new MemoryPersistence());
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
    switch (awaitFate()) {
      case WRITTEN -> {
        return Persistence.super.commit(entry, changes);
      }
      case LOST -> {}
      case IN_LOG_ONLY -> log.append(entry);
      case WRITTEN_BUT_UNKNOWN -> Persistence.super.commit(entry, changes);
    }
    throw new StorageException("power failed");
  }

  /// Lets all writes happen at once, or no longer.
  synchronized void setFree(boolean free) {
    isFree = free;
  }

  private synchronized Fate awaitFate() {
    if (isFree) {
      return Fate.WRITTEN;
    }
    isWriteWaiting = true;
    notifyAll();
    try {
      while (fate == null) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    var mine = fate;
    fate = null;
    isWriteWaiting = false;
    return mine;
  }

  /// Lets the waiting write go on.
  synchronized void decide(Fate decided) {
    fate = decided;
    notifyAll();
  }

  synchronized boolean isWriteWaiting() {
    return isWriteWaiting && fate == null;
  }

  /// Waits until a write is waiting or `isDone`.
  synchronized void awaitWriteOr(BooleanSupplier isDone) throws InterruptedException {
    while (!isWriteWaiting() && !isDone.getAsBoolean()) {
      wait(1);
    }
  }

  @Override
  public void close() {}
}
