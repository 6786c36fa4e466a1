package dev.jensen.backend.storage;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A disk that tells whenever rows of a new index are about to be added.
public final class WatchedFills implements Persistence {

  private final Persistence disk;
  private final Runnable filling;

  /// @param filling called before each addition, which it may hold up or let fail
  public WatchedFills(Persistence disk, Runnable filling) {
    this.disk = disk;
    this.filling = filling;
  }

  @Override
  public Log log() {
    return disk.log();
  }

  @Override
  public IndexStore index() {
    return new Watched(disk.index());
  }

  @Override
  public AppendOutcome commit(LogEntry entry, IndexChanges changes) {
    return disk.commit(entry, changes);
  }

  @Override
  public void close() {
    disk.close();
  }

  private final class Watched implements IndexStore {

    private final IndexStore index;

    Watched(IndexStore index) {
      this.index = index;
    }

    @Override
    public void backfill(IndexChanges changes) {
      filling.run();
      index.backfill(changes);
    }

    @Override
    public long applied() {
      return index.applied();
    }

    @Override
    public void apply(long position, IndexChanges changes) {
      index.apply(position, changes);
    }

    @Override
    public TrimPoint trimmed() {
      return index.trimmed();
    }

    @Override
    public void trim(TrimPoint upTo, List<RowKey> rows, List<UUID> indexes) {
      index.trim(upTo, rows, indexes);
    }

    @Override
    public List<IndexRow> read(RangeRead read) {
      return index.read(read);
    }

    @Override
    public List<@Nullable EncodedDocument> documents(List<RowKey> rows) {
      return index.documents(rows);
    }
  }
}
