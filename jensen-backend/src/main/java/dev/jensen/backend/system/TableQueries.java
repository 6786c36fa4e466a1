package dev.jensen.backend.system;

import dev.jensen.backend.function.SystemQueries.InvalidArgumentException;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.query.CursorCodec;
import dev.jensen.backend.query.InvalidCursorException;
import dev.jensen.backend.query.InvalidQueryException;
import dev.jensen.backend.query.PageRequest;
import dev.jensen.backend.query.Paginator;
import dev.jensen.backend.query.Query;
import dev.jensen.backend.query.Source;
import dev.jensen.backend.transaction.Order;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Map;

/// Which tables there are and what is in them.
final class TableQueries {

  /// Who wants more asks for more pages; one of these is read, encoded and sent at once.
  private static final int PAGE_DOCUMENTS = 1000;

  private static final int PAGE_BYTES = 4 << 20;

  private final CursorCodec cursors;

  TableQueries(CursorCodec cursors) {
    this.cursors = cursors;
  }

  Value names(Transaction transaction) {
    transaction.dependOnTables();
    var names =
        transaction.catalog().tables().stream()
            .filter(table -> !table.isSystem())
            .map(Table::name)
            .sorted()
            .map(name -> (Value) Value.Obj.of(Map.of("name", new Value.Text(name))))
            .toList();
    return Value.Obj.of(
        Map.of(
            "page", new Value.Array(names),
            "isDone", new Value.Bool(true),
            "continueCursor", new Value.Text("end")));
  }

  Value page(Transaction transaction, Value.Obj argument) {
    var table = Arguments.text(argument, "table");
    var order =
        "desc".equals(Arguments.optionalText(argument, "order"))
            ? Order.DESCENDING
            : Order.ASCENDING;
    var options = Arguments.object(argument, "paginationOpts");
    try {
      var request =
          new PageRequest(
              new Query(new Source.FullTableScan(table, order), List.of()),
              "%s %s".formatted(table, order),
              Arguments.optionalText(options, "cursor"),
              null,
              Math.min(Arguments.number(options, "numItems"), PAGE_DOCUMENTS),
              null,
              PAGE_BYTES);
      var page = Paginator.read(cursors, transaction, request);
      return Value.Obj.of(
          Map.of(
              "page",
              new Value.Array(
                  page.documents().stream().map(document -> (Value) document.value()).toList()),
              "isDone",
              new Value.Bool(page.isDone()),
              "continueCursor",
              new Value.Text(page.continueCursor())));
    } catch (InvalidCursorException | InvalidQueryException e) {
      throw new InvalidArgumentException(String.valueOf(e.getMessage()));
    }
  }

  Value size(Transaction transaction, String name) {
    var table = transaction.table(name);
    return new Value.Float64(table == null ? 0 : transaction.count(table));
  }

  /// Something that is never the same after a change of the table: reading all of it makes any
  /// commit to it run this again, at another timestamp.
  Value version(Transaction transaction, String name) {
    var table = transaction.table(name);
    if (table != null) {
      var _ = transaction.count(table);
    }
    return new Value.Int64(transaction.begin().nanos());
  }
}
