package dev.jensen.backend.transaction;

import dev.jensen.backend.index.CatalogChange;
import dev.jensen.backend.index.CatalogTables;
import dev.jensen.backend.index.DocumentChange;
import dev.jensen.backend.index.IndexWrite;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.index.TabletId;
import dev.jensen.backend.storage.EncodedDocument;
import dev.jensen.backend.storage.Revision;
import dev.jensen.value.DocumentId;
import dev.jensen.value.IndexKey;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Turns the pending writes of a transaction into revisions and index rows, on the thread of the
/// transaction, so that the committer has little left to do.
final class CommitPreparation {

  private static final int BYTES_PER_ROW = 200;

  private final Transaction transaction;
  private final @Nullable Timestamp timestamp;
  private final CompletableFuture<CommitOutcome> answer;
  private final List<DocumentChange> changes = new ArrayList<>();
  private final List<Revision> revisions = new ArrayList<>();
  private final List<IndexWrite> writes = new ArrayList<>();
  private final Map<InternalId, Value.@Nullable Obj> tables = new HashMap<>();
  private final Map<InternalId, Value.@Nullable Obj> indexes = new HashMap<>();
  private long bytes;
  private boolean isUnresolved;

  /// @param timestamp of the commit, or null as long as it is not known
  private CommitPreparation(
      Transaction transaction,
      @Nullable Timestamp timestamp,
      CompletableFuture<CommitOutcome> answer) {
    this.transaction = transaction;
    this.timestamp = timestamp;
    this.answer = answer;
  }

  /// What the committer needs of `transaction`, which must stay open until that has decided.
  static CommitRequest of(Transaction transaction) {
    return new CommitPreparation(transaction, null, new CompletableFuture<>()).prepare();
  }

  private CommitRequest prepare() {
    var pending = transaction.pending();
    for (var tablet : pending.tablets()) {
      var table = table(tablet);
      pending.forEach(tablet, (id, write) -> add(table, id, write));
    }
    return isUnresolved ? unresolved() : request();
  }

  private Table table(TabletId tablet) {
    var table = transaction.catalog().table(tablet);
    if (table == null) {
      throw new IllegalStateException("written to a table that does not exist: " + tablet);
    }
    return table;
  }

  private void add(Table table, DocumentId id, PendingWrite write) {
    var before = write.before();
    var after = write.after() == null ? null : resolved(write.after().value());
    if (after != null && after.isPending()) {
      isUnresolved = true;
      bytes += 2L * after.size();
      return;
    }
    var content = after == null ? null : EncodedDocument.of(after);
    var previous = before == null ? Timestamp.ZERO : before.timestamp();
    revisions.add(new Revision(table.tablet().uuid(), id.internalId(), content, previous));
    var change = new DocumentChange(table, id, before, after);
    changes.add(change);
    writes.addAll(IndexWrite.of(change, content));
    bytes += content == null ? 0 : 2L * content.length();
    if (table.equals(CatalogTables.TABLES)) {
      tables.put(id.internalId(), after);
    } else if (table.equals(CatalogTables.INDEXES)) {
      indexes.put(id.internalId(), after);
    }
  }

  private Value.Obj resolved(Value.Obj document) {
    return timestamp == null ? document : document.resolved(timestamp.nanos());
  }

  /// Documents say when they were committed, so nothing can be worked out before that is known.
  private CommitRequest unresolved() {
    return new CommitRequest(
        transaction.begin(),
        transaction.isAhead(),
        transaction.readSet(),
        transaction.catalog(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        CatalogChange.NONE,
        bytes + (long) BYTES_PER_ROW * writes.size(),
        known -> new CommitPreparation(transaction, known, answer).prepare(),
        answer);
  }

  private CommitRequest request() {
    return new CommitRequest(
        transaction.begin(),
        transaction.isAhead(),
        transaction.readSet(),
        transaction.catalog(),
        changes,
        revisions,
        writes,
        keys(),
        new CatalogChange(tables, indexes),
        bytes + (long) BYTES_PER_ROW * writes.size(),
        null,
        answer);
  }

  private Map<UUID, List<IndexKey>> keys() {
    var sorted = new HashMap<UUID, TreeSet<IndexKey>>();
    for (var write : writes) {
      sorted.computeIfAbsent(write.index().uuid(), _ -> new TreeSet<>()).add(write.key());
    }
    var keys = new HashMap<UUID, List<IndexKey>>();
    sorted.forEach((index, set) -> keys.put(index, List.copyOf(set)));
    return keys;
  }
}
