package dev.jensen.backend.storage;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// The log's rows in RocksDB: position → entry.
final class RocksLog implements Log {

  private final RocksStore store;
  private volatile LogHead head;

  RocksLog(RocksStore store) {
    this.store = store;
    this.head = store.use(this::readHead);
  }

  private LogHead readHead() throws RocksDBException {
    try (var rows = store.db().newIterator(store.log())) {
      rows.seekToLast();
      rows.status();
      if (!rows.isValid()) {
        return LogHead.EMPTY;
      }
      long position = position(rows.key());
      return new LogHead(position, LogFormat.read(position, rows.value()).last());
    }
  }

  @Override
  public LogHead head() {
    return head;
  }

  @Override
  public AppendOutcome append(LogEntry entry) {
    if (!isNext(entry)) {
      return new AppendOutcome.Refused(head);
    }
    store.use(() -> {
      try (var batch = new WriteBatch()) {
        add(batch, entry);
        store.write(batch, true);
        return entry;
      }
    });
    advance(entry);
    return new AppendOutcome.Appended();
  }

  /// Whether `entry` belongs after the head.
  ///
  /// @throws IllegalArgumentException if its timestamps do not
  boolean isNext(LogEntry entry) {
    if (entry.position() != head.position() + 1) {
      return false;
    }
    if (entry.first().compareTo(head.timestamp()) <= 0) {
      throw new IllegalArgumentException(entry.first() + " is not after " + head.timestamp());
    }
    return true;
  }

  void add(WriteBatch batch, LogEntry entry) throws RocksDBException {
    batch.put(store.log(), key(entry.position()), LogFormat.write(entry));
  }

  void advance(LogEntry entry) {
    head = new LogHead(entry.position(), entry.last());
  }

  @Override
  public List<LogEntry> tail(long after, int limit) {
    return store.use(() -> readTail(after, limit));
  }

  private List<LogEntry> readTail(long after, int limit) throws RocksDBException {
    var entries = new ArrayList<LogEntry>();
    try (var rows = store.db().newIterator(store.log())) {
      for (rows.seek(key(after + 1)); rows.isValid() && entries.size() < limit; rows.next()) {
        entries.add(LogFormat.read(position(rows.key()), rows.value()));
      }
      rows.status();
    }
    return entries;
  }

  @Override
  public void trim(long upTo) {
    byte[] end = key(Math.min(upTo + 1, head.position()));
    store.use(() -> {
      store.db().deleteRange(store.log(), key(0), end);
      return end;
    });
  }

  private static byte[] key(long position) {
    var key = new ByteWriter(Long.BYTES);
    key.writeLong(position);
    return key.toByteArray();
  }

  private static long position(byte[] key) {
    return new ByteReader(key).readLong();
  }
}
