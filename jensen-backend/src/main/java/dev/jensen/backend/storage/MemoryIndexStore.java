package dev.jensen.backend.storage;

import dev.jensen.value.IndexKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Index rows in memory, as the bytes they would be on disk.
final class MemoryIndexStore implements IndexStore {

  private final ConcurrentSkipListMap<byte[], byte[]> rows =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
  private volatile long applied;
  private volatile TrimPoint trimmed = TrimPoint.NONE;

  @Override
  public long applied() {
    return applied;
  }

  @Override
  public void apply(long position, IndexChanges changes) {
    backfill(changes);
    applied = position;
  }

  @Override
  public void backfill(IndexChanges changes) {
    for (var change : changes.rows()) {
      rows.put(RowFormat.key(change.row()), RowFormat.value(change));
    }
  }

  @Override
  public TrimPoint trimmed() {
    return trimmed;
  }

  @Override
  public void trim(TrimPoint upTo, List<RowKey> keys, List<UUID> indexes) {
    keys.forEach(key -> rows.remove(RowFormat.key(key)));
    for (var index : indexes) {
      rows.subMap(RowFormat.bound(index, IndexKey.FIRST), RowFormat.end(index)).clear();
    }
    trimmed = upTo;
  }

  @Override
  public List<IndexRow> read(RangeRead read) {
    if (read.isEmpty()) {
      return List.of();
    }
    var range = rows.subMap(read.lowerBound(), read.upperBound());
    var found = new ArrayList<IndexRow>();
    byte[] key = read.descending() ? lastKey(range) : firstKey(range);
    while (key != null && found.size() < read.limit()) {
      addVisible(found, RowFormat.at(key, read.at().nanos()));
      key =
          read.descending()
              ? range.lowerKey(RowFormat.at(key, ~0L))
              : range.higherKey(RowFormat.at(key, 0L));
    }
    return found;
  }

  private static byte @Nullable [] firstKey(ConcurrentNavigableMap<byte[], byte[]> map) {
    var entry = map.firstEntry();
    return entry == null ? null : entry.getKey();
  }

  private static byte @Nullable [] lastKey(ConcurrentNavigableMap<byte[], byte[]> map) {
    var entry = map.lastEntry();
    return entry == null ? null : entry.getKey();
  }

  private void addVisible(List<IndexRow> found, byte[] newest) {
    var row = rows.ceilingEntry(newest);
    if (row != null
        && RowFormat.sameKey(row.getKey(), newest)
        && RowFormat.isLive(row.getValue())) {
      found.add(RowFormat.row(row.getKey(), row.getValue()));
    }
  }

  @Override
  public List<@Nullable EncodedDocument> documents(List<RowKey> keys) {
    var found = new ArrayList<@Nullable EncodedDocument>();
    for (var key : keys) {
      byte[] value = rows.get(RowFormat.key(key));
      found.add(value == null ? null : RowFormat.document(value));
    }
    return found;
  }
}
