package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Catalog;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.value.DocumentId;
import dev.jensen.value.FieldPath;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads at one snapshot plus pending writes, committed all or not at all by
/// [Database#commit(Transaction)].
///
/// Not thread-safe. Every read and write is counted against the limits of
/// `spec/function-runtime.md` §15, except on system tables.
public interface Transaction extends AutoCloseable {

  /// The snapshot's timestamp.
  Timestamp begin();

  /// Tables and indexes at the snapshot, this transaction's own changes included.
  Catalog catalog();

  /// The table of this name, or null; either way the answer enters the read set.
  @Nullable Table table(String name);

  /// The document, or null; either way a point of `by_id` enters the read set.
  @Nullable Document get(Table table, DocumentId id);

  /// Walks `range` of `index`. Close it when done.
  Scan scan(Table table, Index index, IndexRange range, Order order);

  /// Adds a document with a new id and creation time.
  ///
  /// @param fields without `_id` and `_creationTime`
  Document insert(Table table, Value.Obj fields);

  /// Gives an existing document new content; writes nothing if it is equal to the old one.
  ///
  /// @param fields without `_id` and `_creationTime`, which stay as they are
  Document replace(Table table, Document old, Value.Obj fields);

  /// Removes an existing document.
  void delete(Table table, Document old);

  /// Makes a user table (or a system table of a fixed number) with its two standard indexes.
  Table createTable(String name);

  /// Adds an index in state [Index.State#BACKFILLING]. Another incarnation of the same name may
  /// exist; only one of them may become enabled.
  ///
  /// @param fields the declared ones; `_creationTime` and `_id` are appended
  Index createIndex(Table table, String name, List<FieldPath> fields);

  /// Moves an index to another state.
  void setIndexState(Table table, Index index, Index.State state);

  /// Removes an index.
  void dropIndex(Table table, Index index);

  /// What was read so far.
  ReadSet readSet();

  /// Adds to the read set what an earlier transaction read to compute something this one relies on.
  void dependOn(ReadSet reads);

  /// Whether committing would write anything.
  boolean hasWrites();

  /// Drops the pending writes and lets go of the snapshot. Does nothing after a commit.
  @Override
  void close();
}
