package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Backfill;
import dev.jensen.backend.index.Catalog;
import dev.jensen.backend.index.CatalogChange;
import dev.jensen.backend.index.CatalogTables;
import dev.jensen.backend.index.DocumentChange;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.IndexReader;
import dev.jensen.backend.index.IndexWrite;
import dev.jensen.backend.index.StoredDocument;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.index.TabletId;
import dev.jensen.backend.storage.Commit;
import dev.jensen.backend.storage.IndexChange;
import dev.jensen.backend.storage.IndexChanges;
import dev.jensen.backend.storage.LogEntry;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.storage.Revision;
import dev.jensen.backend.storage.StorageException;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Applies to the index what only the log has: nothing when both are one store, a few entries after
/// a crash when they are not, everything when the index is empty.
final class CatchUp {

  private static final int PAGE = 64;
  static final Timestamp END_OF_TIME = new Timestamp(Long.MAX_VALUE);

  private final Persistence persistence;
  private final IndexReader reader;
  private Catalog catalog;

  private CatchUp(Persistence persistence, IndexReader reader) {
    this.persistence = persistence;
    this.reader = reader;
    this.catalog = Catalog.load(reader, END_OF_TIME);
  }

  static void run(Persistence persistence, IndexReader reader) {
    long applied = persistence.index().applied();
    long head = persistence.log().head().position();
    if (applied > head) {
      throw new StorageException(
          "The index is ahead of the log (%d, %d): they do not belong together."
              .formatted(applied, head));
    }
    if (applied < head) {
      new CatchUp(persistence, reader).run(applied, head);
    }
  }

  private void run(long applied, long head) {
    long position = applied;
    while (position < head) {
      for (var entry : persistence.log().tail(position, PAGE)) {
        if (entry.position() != position + 1) {
          throw new StorageException(
              "The log no longer reaches back to where the index ends (%d). Restore a backup."
                  .formatted(position));
        }
        apply(entry);
        position = entry.position();
      }
    }
  }

  /// Each commit may change documents of the one before, so they are added one by one. A crash in
  /// between does no harm: adding a row twice changes nothing.
  private void apply(LogEntry entry) {
    entry.commits().forEach(this::apply);
    persistence.index().apply(entry.position(), new IndexChanges(List.of()));
  }

  private void apply(Commit commit) {
    var before = catalog;
    catalog = catalog.with(catalogChange(commit));
    var rows = new ArrayList<IndexChange>();
    for (var revision : commit.revisions()) {
      var table = table(revision);
      IndexWrite.of(change(table, revision), revision.document())
          .forEach(write -> rows.add(write.at(commit.timestamp())));
    }
    persistence.index().backfill(new IndexChanges(rows));
    if (catalog != before) {
      fillNewIndexes(before, commit.timestamp());
    }
  }

  private static CatalogChange catalogChange(Commit commit) {
    return new CatalogChange(
        rows(commit, CatalogTables.TABLES), rows(commit, CatalogTables.INDEXES));
  }

  private static Map<InternalId, Value.@Nullable Obj> rows(Commit commit, Table table) {
    var rows = new HashMap<InternalId, Value.@Nullable Obj>();
    for (var revision : commit.revisions()) {
      if (revision.tablet().equals(table.tablet().uuid())) {
        var document = revision.document();
        rows.put(revision.id(), document == null ? null : document.decode());
      }
    }
    return rows;
  }

  private Table table(Revision revision) {
    var table = catalog.table(new TabletId(revision.tablet()));
    if (table == null) {
      throw new IllegalStateException("revision of an unknown table " + revision.tablet());
    }
    return table;
  }

  private DocumentChange change(Table table, Revision revision) {
    var id = new DocumentId(table.number(), revision.id());
    var document = revision.document();
    return new DocumentChange(
        table, id, before(table, id, revision), document == null ? null : document.decode());
  }

  private @Nullable StoredDocument before(Table table, DocumentId id, Revision revision) {
    return revision.previous().equals(Timestamp.ZERO)
        ? null
        : reader.get(table, id, revision.previous());
  }

  /// The log does not say what a backfill added.
  private void fillNewIndexes(Catalog before, Timestamp at) {
    for (var table : catalog.tables()) {
      var added =
          table.indexes().stream()
              .filter(index -> before.tableOf(index.id()) == null)
              .filter(index -> index.state() == Index.State.BACKFILLING)
              .toList();
      if (!added.isEmpty()) {
        new Backfill(reader, persistence.index()).run(table, added, at);
      }
    }
  }
}
