package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Catalog;
import dev.jensen.backend.index.CatalogChange;
import dev.jensen.backend.index.IndexId;
import dev.jensen.backend.index.IndexWrite;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.storage.Revision;
import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// Everything the committer needs of one transaction, worked out before it gets there.
///
/// @param keys per index the old and new keys of every changed document, sorted, each once
/// @param bytes about how much memory this takes
/// @param answer completed once
record CommitRequest(
    Timestamp snapshot,
    ReadSet reads,
    Catalog catalog,
    List<Revision> revisions,
    List<IndexWrite> writes,
    Map<UUID, List<IndexKey>> keys,
    CatalogChange catalogChange,
    long bytes,
    CompletableFuture<CommitOutcome> answer) {

  /// The name to report for a conflict on `index`.
  String tableOf(IndexId index) {
    Table table = catalog.tableOf(index);
    return table == null ? "_index" : table.name();
  }
}
