package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Catalog;
import dev.jensen.backend.index.CatalogChange;
import dev.jensen.backend.index.DocumentChange;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Everything the committer needs of one transaction, worked out before it gets there.
///
/// @param isAhead whether it read at a snapshot that need not be durable
/// @param changes what becomes of documents
/// @param keys per index the old and new keys of every changed document, sorted, each once
/// @param bytes about how much memory this takes
/// @param resolution if not null, the rest of the request is not known before the timestamp of the
///   commit is, and this works it out
/// @param answer completed once
record CommitRequest(
    Timestamp snapshot,
    boolean isAhead,
    ReadSet reads,
    Catalog catalog,
    List<DocumentChange> changes,
    List<Revision> revisions,
    List<IndexWrite> writes,
    Map<UUID, List<IndexKey>> keys,
    CatalogChange catalogChange,
    long bytes,
    @Nullable Function<Timestamp, CommitRequest> resolution,
    CompletableFuture<CommitOutcome> answer) {

  /// The request as it is to be written at `timestamp`.
  CommitRequest at(Timestamp timestamp) {
    return resolution == null ? this : resolution.apply(timestamp);
  }

  /// The name to report for a conflict on `index`.
  String tableOf(IndexId index) {
    Table table = catalog.tableOf(index);
    return table == null ? "_index" : table.name();
  }
}
