package dev.jensen.backend.model;

import dev.jensen.backend.index.IndexId;
import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.IndexRange;
import dev.jensen.backend.transaction.Order;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.IndexKey;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table whose documents stand in the order of a time, each with an id that somebody else gave.
///
/// The time is what such a document has as `_creationTime`, so the index that every table has is
/// the queue. Whoever reads a queue from its beginning again and again passes everything that was
/// ever removed from there and is not trimmed yet; so readers remember where they were.
///
/// Thread-safe.
public final class TimeQueue {

  private final SystemTable table;

  TimeQueue(SystemTable table) {
    this.table = table;
  }

  /// One document of the queue.
  ///
  /// @param key where it stands
  public record Entry(InternalId id, Instant time, IndexKey key) {}

  /// The first entries at or after `start`, at most `limit`, earliest first.
  public List<Entry> read(Transaction transaction, IndexKey start, int limit) {
    var existing = transaction.table(table.tableName());
    if (existing == null) {
      return List.of();
    }
    var entries = new ArrayList<Entry>();
    var range = new IndexRange(start, null);
    var index = SystemTable.creationTimeIndex(existing);
    try (var scan = transaction.scan(existing, index, range, Order.ASCENDING)) {
      while (entries.size() < limit) {
        var document = scan.next();
        var key = scan.position();
        if (document == null || key == null) {
          break;
        }
        entries.add(new Entry(document.id().internalId(), time(document), key));
      }
    }
    return entries;
  }

  /// Whether there is an entry of this id, at `now` or before.
  public boolean isDue(Transaction transaction, InternalId id, Instant now) {
    var document = find(transaction, id);
    return document != null && !time(document).isAfter(now);
  }

  /// The index whose keys are those of the entries.
  public IndexId index(Transaction transaction) {
    return SystemTable.creationTimeIndex(table.existing(transaction)).id();
  }

  /// Before every entry at or after `time`, and after all earlier ones.
  public static IndexKey keyAt(Instant time) {
    return IndexKey.of(List.of(Millis.value(time)));
  }

  @Nullable Document find(Transaction transaction, InternalId id) {
    var existing = transaction.table(table.tableName());
    return existing == null
        ? null
        : transaction.get(existing, new DocumentId(existing.number(), id));
  }

  static Instant time(Document document) {
    return Millis.read(document, "_creationTime");
  }

  /// Makes `fields` the entry of this id, at `time`.
  void put(Transaction transaction, InternalId id, Instant time, Map<String, Value> fields) {
    remove(transaction, id);
    var existing = table.existing(transaction);
    transaction.insert(
        existing, new DocumentId(existing.number(), id), Millis.of(time), Value.Obj.of(fields));
  }

  /// Removes the entry of this id, if there is one.
  void remove(Transaction transaction, InternalId id) {
    var old = find(transaction, id);
    if (old != null) {
      table.delete(transaction, old);
    }
  }
}
