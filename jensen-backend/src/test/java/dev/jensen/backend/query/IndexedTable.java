package dev.jensen.backend.query;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.FieldPath;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// A database in memory with one table `t` that has an index `by_a_b` on `a` and `b`.
final class IndexedTable implements AutoCloseable {

  final SimulatedWorld world = new SimulatedWorld(7);
  final Database database = Database.open(new MemoryPersistence(), world);

  IndexedTable() {
    change(transaction ->
        transaction
            .definitions()
            .createIndex(
                transaction.definitions().createTable("t"),
                "by_a_b",
                List.of(FieldPath.parse("a"), FieldPath.parse("b"))));
    database.backfill();
    setState(Index.State.ENABLED);
  }

  void setState(Index.State state) {
    change(transaction -> {
      var table = Objects.requireNonNull(transaction.table("t"));
      var index = Objects.requireNonNull(table.index("by_a_b"));
      transaction.definitions().setIndexState(table, index, state);
      return table;
    });
  }

  /// Another table, with one document.
  void create(String name) {
    change(transaction ->
        transaction.insert(transaction.definitions().createTable(name), Value.Obj.EMPTY));
  }

  Document insert(String json) {
    return insert((Value.Obj) JsonFormat.ENCODED.read(json));
  }

  Document insert(Value.Obj fields) {
    world.advance(Duration.ofMillis(1));
    return change(transaction -> insert(transaction, fields));
  }

  Document insert(Transaction transaction, Value.Obj fields) {
    return transaction.insert(Objects.requireNonNull(transaction.table("t")), fields);
  }

  void delete(Document document) {
    change(transaction -> {
      transaction.delete(Objects.requireNonNull(transaction.table("t")), document);
      return document;
    });
  }

  <T> T change(Function<Transaction, T> change) {
    try (var transaction = database.begin()) {
      T result = change.apply(transaction);
      if (database.commit(transaction) instanceof CommitOutcome.Conflict conflict) {
        throw new AssertionError(conflict);
      }
      return result;
    }
  }

  static List<Document> all(Transaction transaction, Query query) {
    var found = new ArrayList<Document>();
    try (var stream = DocumentStream.open(transaction, query)) {
      for (var next = stream.next(); next != null; next = stream.next()) {
        found.add(next);
      }
    }
    return found;
  }

  @Override
  public void close() {
    database.close();
  }
}
