package dev.jensen.backend.query;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.transaction.IndexRange;
import dev.jensen.backend.transaction.Order;
import dev.jensen.backend.transaction.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a source reads, found in the catalog of a transaction.
record Selection(Table table, Index index, IndexRange range, Order order) {

  /// The selection of `source`, or null if its table does not exist and so reads as empty.
  ///
  /// @throws InvalidQueryException if the index cannot be read in this way
  static @Nullable Selection of(Transaction transaction, Source source) {
    var table = transaction.table(source.table());
    if (table == null) {
      return null;
    }
    return switch (source) {
      case Source.FullTableScan(_, var order) ->
          of(table, Index.BY_CREATION_TIME, List.of(), order);
      case Source.IndexScan(_, var name, var bounds, var order) -> of(table, name, bounds, order);
      case Source.TextSearch(_, var name) ->
          throw new InvalidQueryException(
              "Text search is not supported yet, so index %s.%s cannot be queried."
                  .formatted(table.name(), name));
    };
  }

  private static Selection of(Table table, String name, List<Bound> bounds, Order order) {
    var index = enabled(table, name);
    return new Selection(table, index, RangeBuilder.build(table.name(), index, bounds), order);
  }

  private static Index enabled(Table table, String name) {
    var index = table.index(name);
    if (index == null) {
      throw new InvalidQueryException("Index %s.%s not found.".formatted(table.name(), name));
    }
    return switch (index.state()) {
      case ENABLED -> index;
      case BACKFILLING ->
          throw new InvalidQueryException(
              "Index %s.%s is currently backfilling and not available to query yet."
                  .formatted(table.name(), name));
      case READY ->
          throw new InvalidQueryException(
              "Index %s.%s is currently staged and not available to query until it is enabled."
                  .formatted(table.name(), name));
    };
  }
}
