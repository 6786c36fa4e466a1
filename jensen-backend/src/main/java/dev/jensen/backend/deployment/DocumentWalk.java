package dev.jensen.backend.deployment;

import dev.jensen.backend.index.Catalog;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.IndexRange;
import dev.jensen.backend.transaction.Order;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.wire.Timestamp;
import org.jspecify.annotations.Nullable;

/// Visits every document of a table at one snapshot, page by page, each in a transaction of its
/// own, so that a large table meets no limit.
final class DocumentWalk {

  private final Database database;
  private final Timestamp at;

  /// @param at must stay readable until the walk ends
  DocumentWalk(Database database, Timestamp at) {
    this.database = database;
    this.at = at;
  }

  /// Looks at one document and says whether to go on.
  @FunctionalInterface
  interface Visitor {
    boolean visit(Document document, Catalog catalog);
  }

  /// Visits until the end or until the visitor has enough. A table that does not exist has no
  /// documents.
  void each(String table, Visitor visitor) {
    @Nullable IndexRange rest = IndexRange.ALL;
    while (rest != null) {
      try (var transaction = database.beginAt(at)) {
        var found = transaction.table(table);
        rest = found == null ? null : page(transaction, found, rest, visitor);
      }
    }
  }

  /// @return what is left to visit, or null
  private static @Nullable IndexRange page(
      Transaction transaction, Table table, IndexRange range, Visitor visitor) {
    long bytes = 0;
    try (var scan = transaction.scan(table, byId(table), range, Order.ASCENDING)) {
      for (int i = 0; i < Limits.PAGE_DOCUMENTS_MAX && bytes < Limits.PAGE_BYTES_MAX; i++) {
        var document = scan.next();
        if (document == null || !visitor.visit(document, transaction.catalog())) {
          return null;
        }
        bytes += document.value().size();
      }
      var position = scan.position();
      return position == null ? null : new IndexRange(position.next(), range.end());
    }
  }

  private static Index byId(Table table) {
    var index = table.index(Index.BY_ID);
    if (index == null) {
      throw new IllegalStateException("%s has no index by id".formatted(table.name()));
    }
    return index;
  }
}
