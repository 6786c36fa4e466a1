package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Catalog;
import dev.jensen.backend.index.CatalogChange;
import dev.jensen.backend.index.CatalogTables;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.IndexReader;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.index.TabletId;
import dev.jensen.value.DocumentId;
import dev.jensen.value.IndexKey;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/// Reads at one snapshot plus pending writes, committed all or not at all by
/// [Database#commit(Transaction)].
///
/// Not thread-safe. Every read and write is counted against the limits of
/// `spec/function-runtime.md` §15, except on system tables.
public final class Transaction implements AutoCloseable {

  private final Snapshot snapshot;
  private final IndexReader reader;
  private final @Nullable NewDocuments newDocuments;
  private final boolean isAhead;
  private final Usage usage;
  private final Runnable release;
  private final Reads reads = new Reads();
  private final PointReads pointReads;
  private final PendingWrites pending = new PendingWrites();
  private Catalog catalog;
  private boolean closed;

  /// @param newDocuments null in a transaction that can only read
  /// @param isAhead whether the snapshot need not be durable
  /// @param release lets go of the snapshot
  Transaction(
      Snapshot snapshot,
      IndexReader reader,
      @Nullable NewDocuments newDocuments,
      boolean isAhead,
      Usage usage,
      Runnable release) {
    this.snapshot = snapshot;
    this.reader = reader;
    this.newDocuments = newDocuments;
    this.isAhead = isAhead;
    this.usage = usage;
    this.release = release;
    this.catalog = snapshot.catalog();
    this.pointReads = new PointReads(reader, snapshot.timestamp(), reads);
  }

  /// The snapshot's timestamp.
  public Timestamp begin() {
    return snapshot.timestamp();
  }

  /// Tables and indexes at the snapshot, this transaction's own changes included.
  ///
  /// Looking at it does not enter the read set; [#table(String)] does.
  public Catalog catalog() {
    return catalog;
  }

  /// Lets the read set hold which tables there are.
  public void dependOnTables() {
    reads.add(CatalogTables.TABLES.byId().id(), IndexRange.ALL);
  }

  /// The table of this name, or null; either way the answer enters the read set.
  public @Nullable Table table(String name) {
    requireOpen();
    reads.addName(name);
    var table = catalog.table(name);
    if (table != null) {
      reads.addIndexes(table);
    }
    return table;
  }

  /// The table whose document ids carry this number, or null; either way the answer enters the read
  /// set.
  public @Nullable Table table(long number) {
    requireOpen();
    var table = catalog.table(number);
    if (table == null) {
      reads.add(CatalogTables.TABLES.byId().id(), IndexRange.ALL);
    } else {
      reads.addName(table.name());
    }
    return table;
  }

  /// The document, or null; either way a point of `by_id` enters the read set.
  public @Nullable Document get(Table table, DocumentId id) {
    requireOpen();
    if (!table.isSystem()) {
      usage.readRange();
    }
    if (id.tableNumber() != table.number()) {
      return null;
    }
    var write = pending.get(table, id);
    var document = write == null ? committed(table, id) : write.after();
    if (document != null) {
      countRead(table, document.value().size());
    }
    return document;
  }

  private @Nullable Document committed(Table table, DocumentId id) {
    var stored = pointReads.get(table, id);
    return stored == null ? null : new Document(stored.id(), stored.value());
  }

  /// Walks `range` of `index`. Close it when done.
  public Scan scan(Table table, Index index, IndexRange range, Order order) {
    requireOpen();
    if (!table.isSystem()) {
      usage.readRange();
    }
    reads.addIndexes(table);
    var scan = new Scan(this, table, index, range, order);
    reads.add(scan);
    return scan;
  }

  /// Adds a document with a new id and creation time.
  ///
  /// @param fields without `_id` and `_creationTime`
  public Document insert(Table table, Value.Obj fields) {
    var created = requireWritable();
    var id = created.id(table);
    var document = document(id, new Value.Float64(created.creationTime()), fields);
    write(table, id, new PendingWrite(null, document));
    return document;
  }

  /// Adds a document with a given id.
  ///
  /// @param creationTime milliseconds since the epoch, or null for one as [#insert(Table,
  ///   Value.Obj)] gives
  /// @param fields without `_id` and `_creationTime`
  /// @throws IllegalArgumentException if there is a document of this id
  public Document insert(
      Table table, DocumentId id, @Nullable Double creationTime, Value.Obj fields) {
    var created = requireWritable();
    var last = lastWrite(table, id);
    if (last.after() != null) {
      throw new IllegalArgumentException("there is a document %s already".formatted(id));
    }
    double time = creationTime == null ? created.creationTime() : creationTime;
    var document = document(id, new Value.Float64(time), fields);
    write(table, id, new PendingWrite(last.before(), document));
    return document;
  }

  /// When the document was last written, or null if it does not exist at the snapshot.
  public @Nullable Timestamp committedAt(Table table, DocumentId id) {
    requireOpen();
    var stored = pointReads.get(table, id);
    return stored == null ? null : stored.timestamp();
  }

  /// How many documents `table` has; all of it enters the read set. Counts as one read, whatever
  /// the number.
  public long count(Table table) {
    requireOpen();
    if (!table.isSystem()) {
      usage.readRange();
    }
    reads.addIndexes(table);
    // Not by_id, whose rows hold the documents.
    var index = table.index(Index.BY_CREATION_TIME);
    if (index == null) {
      throw new IllegalStateException("table %s has no index by creation time".formatted(table));
    }
    reads.add(index.id(), IndexRange.ALL);
    long[] count = {reader.count(index, begin())};
    pending.forEach(
        table.tablet(),
        (_, write) ->
            count[0] += (write.after() == null ? 0 : 1) - (write.before() == null ? 0 : 1));
    return count[0];
  }

  /// Gives an existing document new content; writes nothing if it is equal to the old one.
  ///
  /// @param fields without `_id` and `_creationTime`, which stay as they are
  public Document replace(Table table, Document old, Value.Obj fields) {
    requireWritable();
    var last = lastWrite(table, old.id());
    var current = current(last, old.id());
    var creationTime = current.value().fields().get("_creationTime");
    if (creationTime == null) {
      throw new IllegalStateException("document without _creationTime: " + old.id());
    }
    var document = document(old.id(), creationTime, fields);
    if (document.value().equals(current.value())) {
      return current;
    }
    write(table, old.id(), new PendingWrite(last.before(), document));
    return document;
  }

  /// Removes an existing document.
  public void delete(Table table, Document old) {
    requireWritable();
    var last = lastWrite(table, old.id());
    current(last, old.id());
    write(table, old.id(), new PendingWrite(last.before(), null));
  }

  private static Document document(DocumentId id, Value creationTime, Value.Obj fields) {
    var all = new HashMap<String, Value>(fields.fields());
    all.put("_id", new Value.Text(id.toString()));
    all.put("_creationTime", creationTime);
    return new Document(id, Value.Obj.of(all));
  }

  /// The pending write of the document or, if there is none, one that changes nothing.
  private PendingWrite lastWrite(Table table, DocumentId id) {
    var write = pending.get(table, id);
    if (write != null) {
      return write;
    }
    var stored = pointReads.get(table, id);
    return new PendingWrite(
        stored, stored == null ? null : new Document(stored.id(), stored.value()));
  }

  private static Document current(PendingWrite write, DocumentId id) {
    var document = write.after();
    if (document == null) {
      throw new IllegalArgumentException("there is no document " + id);
    }
    return document;
  }

  private void write(Table table, DocumentId id, PendingWrite write) {
    if (!table.isSystem()) {
      var after = write.after();
      usage.write(after == null ? 0 : after.value().size());
    }
    reads.addIndexes(table);
    pending.put(table, id, write);
    noteCatalog(table, id, write);
  }

  private void noteCatalog(Table table, DocumentId id, PendingWrite write) {
    var after = write.after();
    Map<InternalId, Value.@Nullable Obj> row =
        Collections.singletonMap(id.internalId(), after == null ? null : after.value());
    if (table.equals(CatalogTables.TABLES)) {
      catalog = catalog.with(new CatalogChange(row, Map.of()));
    } else if (table.equals(CatalogTables.INDEXES)) {
      catalog = catalog.with(new CatalogChange(Map.of(), row));
    }
  }

  /// What makes, changes and removes tables and indexes.
  public Definitions definitions() {
    return new Definitions(this, reads);
  }

  /// The table of this incarnation, hidden or not.
  ///
  /// @throws IllegalStateException if there is none
  public Table incarnation(TabletId tablet) {
    var table = catalog.table(tablet);
    if (table == null) {
      throw new IllegalStateException("there is no table %s".formatted(tablet));
    }
    reads.addIndexes(table);
    return table;
  }

  /// A moment to which [#rollBack] can go back.
  public Savepoint savepoint() {
    requireOpen();
    return new Savepoint(pending.record(), catalog);
  }

  /// Undoes what was written since `savepoint`. What was read stays read, and what was used stays
  /// used.
  public void rollBack(Savepoint savepoint) {
    requireOpen();
    pending.undo(savepoint.writes());
    catalog = savepoint.catalog();
  }

  /// Reads at the same snapshot and sees none of the writes; lives no longer than this one.
  public Transaction withoutWrites() {
    requireOpen();
    return new Transaction(snapshot, reader, null, isAhead, new Usage(usage.limits()), () -> {});
  }

  /// Allows no more than `extra` on top of what was used already, until the result is closed.
  public LimitedPart limit(Extra extra) {
    var enclosing = usage.limits();
    usage.limit(extra.within(enclosing, usage.consumption()));
    return () -> usage.limit(enclosing);
  }

  /// A part of a transaction with limits of its own.
  public interface LimitedPart extends AutoCloseable {
    @Override
    void close();
  }

  /// How much was read and written so far.
  public Consumption consumption() {
    return usage.consumption();
  }

  /// How much may be read and written.
  public Limits limits() {
    return usage.limits();
  }

  /// What was read so far.
  public ReadSet readSet() {
    return reads.toReadSet();
  }

  /// Adds to the read set what an earlier transaction read to compute something this one relies on.
  public void dependOn(ReadSet more) {
    reads.add(more);
  }

  /// Whether the snapshot need not be durable.
  boolean isAhead() {
    return isAhead;
  }

  /// Whether committing would write anything.
  public boolean hasWrites() {
    return !pending.isEmpty();
  }

  PendingWrites pending() {
    return pending;
  }

  NavigableMap<IndexKey, Document> pendingInOrder(Table table, Index index) {
    return pending.inOrder(table, index);
  }

  IndexReader reader() {
    return reader;
  }

  void countRead(Table table, long bytes) {
    if (!table.isSystem()) {
      usage.read(bytes);
    }
  }

  /// A transaction over its limits reads nothing more.
  void requireReadable(Table table) {
    requireOpen();
    if (!table.isSystem()) {
      usage.checkReads();
    }
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the transaction is closed");
    }
  }

  private NewDocuments requireWritable() {
    requireOpen();
    if (newDocuments == null) {
      throw new IllegalStateException("a transaction at an older snapshot can only read");
    }
    return newDocuments;
  }

  /// Drops the pending writes and lets go of the snapshot. Does nothing after a commit.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      release.run();
    }
  }
}
