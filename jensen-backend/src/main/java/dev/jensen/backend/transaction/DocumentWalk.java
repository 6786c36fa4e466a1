package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Catalog;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.wire.Timestamp;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Visits every document of tables at one snapshot, page by page, each in a transaction of its own,
/// so that a large table meets no limit. The snapshot stays until the walk is closed.
public final class DocumentWalk implements AutoCloseable {

  private static final int PAGE_DOCUMENTS_MAX = 1000;
  private static final long PAGE_BYTES_MAX = 4 << 20;

  private final Transaction held;

  /// Walks at the newest snapshot.
  public DocumentWalk(Database database) {
    this.held = database.begin();
  }

  /// The snapshot.
  public Timestamp at() {
    return held.begin();
  }

  /// The tables at the snapshot.
  public Catalog catalog() {
    return held.catalog();
  }

  /// Reads something else at the snapshot.
  public <T extends @Nullable Object> T read(Function<Transaction, T> reading) {
    try (var transaction = held.withoutWrites()) {
      return reading.apply(transaction);
    }
  }

  @Override
  public void close() {
    held.close();
  }

  /// Looks at one document and says whether to go on.
  @FunctionalInterface
  public interface Visitor {
    /// Returns false to end the walk.
    boolean visit(Document document, Catalog catalog);
  }

  /// Visits until the end or until the visitor has enough. A table that does not exist has no
  /// documents.
  public void each(String table, Visitor visitor) {
    @Nullable IndexRange rest = IndexRange.ALL;
    while (rest != null) {
      try (var transaction = held.withoutWrites()) {
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
      for (int i = 0; i < PAGE_DOCUMENTS_MAX && bytes < PAGE_BYTES_MAX; i++) {
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
