package dev.jensen.backend.storage;

import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;

/// The index's rows in RocksDB.
///
/// A read walks the rows of a range. Rows of one key lie together, newest first; a key with many of
/// them is left by seeking after a few steps.
final class RocksIndexStore implements IndexStore {

  private static final byte[] APPLIED = "applied".getBytes(StandardCharsets.US_ASCII);

  /// One step costs about a tenth of a seek.
  private static final int STEPS_MAX = 8;

  private static final byte[] TRIMMED = "trimmed".getBytes(StandardCharsets.US_ASCII);

  private final RocksStore store;
  private volatile long applied;
  private volatile TrimPoint trimmed;

  RocksIndexStore(RocksStore store) {
    this.store = store;
    byte[] row = store.use(() -> store.db().get(store.meta(), APPLIED));
    this.applied = row == null ? 0 : new ByteReader(row).readLong();
    this.trimmed = readTrimmed();
  }

  private TrimPoint readTrimmed() {
    byte[] row = store.use(() -> store.db().get(store.meta(), TRIMMED));
    if (row == null) {
      return TrimPoint.NONE;
    }
    var in = new ByteReader(row);
    return new TrimPoint(in.readLong(), new Timestamp(in.readLong()));
  }

  @Override
  public long applied() {
    return applied;
  }

  @Override
  public void apply(long position, IndexChanges changes) {
    write(batch -> add(batch, position, changes));
    advance(position);
  }

  @Override
  public void backfill(IndexChanges changes) {
    write(batch -> add(batch, changes));
  }

  private void write(Filling filling) {
    store.use(() -> {
      try (var batch = new WriteBatch()) {
        filling.fill(batch);
        store.write(batch, false);
        return filling;
      }
    });
  }

  private interface Filling {
    void fill(WriteBatch batch) throws RocksDBException;
  }

  @Override
  public TrimPoint trimmed() {
    return trimmed;
  }

  @Override
  public void trim(TrimPoint upTo, List<RowKey> rows, List<UUID> indexes) {
    write(batch -> {
      for (var row : rows) {
        batch.delete(store.index(), RowFormat.key(row));
      }
      for (var index : indexes) {
        batch.deleteRange(
            store.index(), RowFormat.bound(index, IndexKey.FIRST), RowFormat.end(index));
      }
      var point = new ByteWriter(2 * Long.BYTES);
      point.writeLong(upTo.position());
      point.writeLong(upTo.timestamp().nanos());
      batch.put(store.meta(), TRIMMED, point.toByteArray());
    });
    trimmed = upTo;
  }

  void add(WriteBatch batch, long position, IndexChanges changes) throws RocksDBException {
    add(batch, changes);
    var row = new ByteWriter(Long.BYTES);
    row.writeLong(position);
    batch.put(store.meta(), APPLIED, row.toByteArray());
  }

  private void add(WriteBatch batch, IndexChanges changes) throws RocksDBException {
    for (var change : changes.rows()) {
      batch.put(store.index(), RowFormat.key(change.row()), RowFormat.value(change));
    }
  }

  void advance(long position) {
    applied = position;
  }

  @Override
  public List<IndexRow> read(RangeRead read) {
    return read.isEmpty() ? List.of() : store.use(() -> readRows(read));
  }

  private List<IndexRow> readRows(RangeRead read) throws RocksDBException {
    if (read.isPoint()) {
      byte[] newest = RowFormat.key(read.index(), read.start(), read.at());
      if (RowFormat.prefixNamesKey(newest)) {
        return readPoint(newest);
      }
    }
    try (var lower = new Slice(read.lowerBound());
        var upper = new Slice(read.upperBound());
        var options =
            new ReadOptions()
                .setTotalOrderSeek(true)
                .setIterateLowerBound(lower)
                .setIterateUpperBound(upper);
        var rows = store.db().newIterator(store.index(), options)) {
      var found = read.descending() ? descending(rows, read) : ascending(rows, read);
      rows.status();
      return found;
    }
  }

  /// All rows of one key share a prefix, so files that cannot have it are not looked into.
  private List<IndexRow> readPoint(byte[] newest) throws RocksDBException {
    var found = new ArrayList<IndexRow>(1);
    try (var rows = store.db().newIterator(store.index(), store.samePrefix())) {
      rows.seek(newest);
      if (rows.isValid() && RowFormat.sameKey(rows.key(), newest)) {
        addLive(found, rows.key(), rows.value());
      }
      rows.status();
    }
    return found;
  }

  private static List<IndexRow> ascending(RocksIterator rows, RangeRead read) {
    var found = new ArrayList<IndexRow>();
    long at = read.at().nanos();
    rows.seekToFirst();
    while (rows.isValid() && found.size() < read.limit()) {
      byte[] row = rows.key();
      if (RowFormat.nanos(row) > at) {
        rows.seek(RowFormat.at(row, at));
        continue;
      }
      addLive(found, row, rows.value());
      if (found.size() < read.limit()) {
        skipOlder(rows, row);
      }
    }
    return found;
  }

  private static void skipOlder(RocksIterator rows, byte[] row) {
    for (int i = 0; i < STEPS_MAX; i++) {
      rows.next();
      if (!rows.isValid() || !RowFormat.sameKey(rows.key(), row)) {
        return;
      }
    }
    // No row is as old as the epoch, so this lands on the next key.
    rows.seek(RowFormat.at(row, 0));
  }

  private static List<IndexRow> descending(RocksIterator rows, RangeRead read) {
    var found = new ArrayList<IndexRow>();
    rows.seekToLast();
    while (rows.isValid() && found.size() < read.limit()) {
      addNewest(found, rows, read.at().nanos());
    }
    return found;
  }

  /// Adds the row of the current key that is visible at `at`, and moves to the key before.
  ///
  /// The iterator comes from above, so it stands on the oldest row of the key.
  private static void addNewest(List<IndexRow> found, RocksIterator rows, long at) {
    byte[] oldest = rows.key();
    byte[] best = null;
    byte[] bestValue = null;
    for (int i = 0; i < STEPS_MAX; i++) {
      byte[] row = i == 0 ? oldest : rows.key();
      if (!RowFormat.sameKey(row, oldest)) {
        addLive(found, best, bestValue);
        return;
      }
      if (RowFormat.nanos(row) > at) {
        addLive(found, best, bestValue);
        rows.seekForPrev(RowFormat.at(oldest, ~0L));
        return;
      }
      best = row;
      bestValue = rows.value();
      rows.prev();
      if (!rows.isValid()) {
        addLive(found, best, bestValue);
        return;
      }
    }
    rows.seek(RowFormat.at(oldest, at));
    addLive(found, rows.key(), rows.value());
    rows.seekForPrev(RowFormat.at(oldest, ~0L));
  }

  private static void addLive(
      List<IndexRow> found, byte @Nullable [] row, byte @Nullable [] value) {
    if (row != null && value != null && RowFormat.isLive(value)) {
      found.add(RowFormat.row(row, value));
    }
  }

  @Override
  public List<@Nullable EncodedDocument> documents(List<RowKey> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    var rows = keys.stream().map(RowFormat::key).toList();
    var families = Collections.nCopies(rows.size(), store.index());
    var values = store.use(() -> store.db().multiGetAsList(families, rows));
    var found = new ArrayList<@Nullable EncodedDocument>(rows.size());
    for (byte @Nullable [] value : values) {
      found.add(value == null ? null : RowFormat.document(value));
    }
    return found;
  }
}
