package dev.jensen.backend.query;

import dev.jensen.backend.transaction.Order;
import java.util.List;

/// Where the documents of a query come from, and in which order.
public sealed interface Source {

  /// The table's name.
  String table();

  /// All documents by creation time.
  record FullTableScan(String table, Order order) implements Source {}

  /// Documents in a range of an index.
  ///
  /// @param index without the table
  /// @param bounds in the order the function gave them
  record IndexScan(String table, String index, List<Bound> bounds, Order order) implements Source {

    public IndexScan {
      bounds = List.copyOf(bounds);
    }
  }

  /// Documents that match a text.
  ///
  /// @param index without the table
  record TextSearch(String table, String index) implements Source {}
}
