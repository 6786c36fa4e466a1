package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Short forms of what tests of transactions do all the time.
final class Fixture {

  private Fixture() {}

  static Value.Obj text(String text) {
    return Value.Obj.of(Map.of("text", new Value.Text(text)));
  }

  static Value.Obj number(long number) {
    return Value.Obj.of(Map.of("number", new Value.Int64(number)));
  }

  static long number(Document document) {
    return ((Value.Int64) field(document, "number")).value();
  }

  static Value field(Document document, String name) {
    return Objects.requireNonNull(document.value().fields().get(name));
  }

  /// The table, which must exist.
  static Table table(Transaction transaction, String name) {
    return Objects.requireNonNull(transaction.table(name));
  }

  /// The document, which must exist.
  static Document existing(Transaction transaction, Table table, DocumentId id) {
    return Objects.requireNonNull(transaction.get(table, id));
  }

  static Index index(Table table, String name) {
    return Objects.requireNonNull(table.index(name));
  }

  static List<Document> all(Transaction transaction, Table table, String index) {
    return all(transaction, table, index, Order.ASCENDING);
  }

  static List<Document> all(Transaction transaction, Table table, String index, Order order) {
    var found = new ArrayList<Document>();
    try (var scan = transaction.scan(table, index(table, index), IndexRange.ALL, order)) {
      for (var next = scan.next(); next != null; next = scan.next()) {
        found.add(next);
      }
    }
    return found;
  }

  static CommitOutcome.Committed committed(CommitOutcome outcome) {
    if (outcome instanceof CommitOutcome.Committed committed) {
      return committed;
    }
    throw new AssertionError(outcome);
  }
}
