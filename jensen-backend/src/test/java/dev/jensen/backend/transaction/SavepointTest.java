package dev.jensen.backend.transaction;

import static dev.jensen.backend.transaction.Fixture.all;
import static dev.jensen.backend.transaction.Fixture.committed;
import static dev.jensen.backend.transaction.Fixture.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.world.SimulatedWorld;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A transaction that goes back is as it was, at every depth.
class SavepointTest {

  private static final List<String> TABLES = List.of("a", "b", "c");

  /// The transaction under test, and beside it what each table must hold, in creation order.
  private record State(Transaction transaction, RandomGenerator random) {

    Map<String, List<Document>> contents() {
      var contents = new LinkedHashMap<String, List<Document>>();
      for (var name : TABLES) {
        var table = transaction.table(name);
        contents.put(
            name, table == null ? List.of() : all(transaction, table, Index.BY_CREATION_TIME));
      }
      return contents;
    }

    void change() {
      var name = TABLES.get(random.nextInt(TABLES.size()));
      var existing = transaction.table(name);
      var table = existing == null ? transaction.definitions().createTable(name) : existing;
      var documents = all(transaction, table, Index.BY_ID);
      if (documents.isEmpty() || random.nextInt(3) == 0) {
        transaction.insert(table, number(random.nextInt(5)));
        return;
      }
      var document = documents.get(random.nextInt(documents.size()));
      if (random.nextBoolean()) {
        transaction.replace(table, document, number(random.nextInt(5)));
      } else {
        transaction.delete(table, document);
      }
    }

    /// Changes things, some of them in parts that are undone.
    void changeAndUndo(int depth) {
      for (int i = random.nextInt(6); i > 0; i--) {
        if (depth == 0 || random.nextBoolean()) {
          change();
          continue;
        }
        boolean keeps = random.nextBoolean();
        var before = contents();
        var savepoint = transaction.savepoint();
        changeAndUndo(depth - 1);
        if (!keeps) {
          transaction.rollBack(savepoint);
          assertThat(contents()).isEqualTo(before);
        }
      }
    }
  }

  @Seeded(runs = 300)
  void whatIsUndoneWasNever(RandomGenerator random) {
    try (var database = Database.open(new MemoryPersistence(), new SimulatedWorld(1))) {
      for (int i = 0; i < 4; i++) {
        Map<String, List<Document>> expected;
        try (var transaction = database.begin()) {
          var state = new State(transaction, random);
          state.changeAndUndo(3);
          expected = state.contents();
          committed(database.commit(transaction));
        }
        try (var transaction = database.begin()) {
          assertThat(new State(transaction, random).contents()).isEqualTo(expected);
        }
      }
    }
  }

  @Seeded(runs = 50)
  void aTransactionOfWhichNothingIsLeftCommitsNothing(RandomGenerator random) {
    try (var database = Database.open(new MemoryPersistence(), new SimulatedWorld(1))) {
      var before = database.latest();
      try (var transaction = database.begin()) {
        var savepoint = transaction.savepoint();
        new State(transaction, random).changeAndUndo(2);
        transaction.rollBack(savepoint);
        assertThat(transaction.hasWrites()).isFalse();
        committed(database.commit(transaction));
      }
      assertThat(database.latest()).isEqualTo(before);
    }
  }

  /// What was read in a part that is undone may be why the rest does what it does.
  @Seeded(runs = 50)
  void whatWasReadStaysRead(RandomGenerator random) {
    try (var database = Database.open(new MemoryPersistence(), new SimulatedWorld(1))) {
      try (var transaction = database.begin()) {
        transaction.insert(transaction.definitions().createTable("a"), number(1));
        committed(database.commit(transaction));
      }
      try (var late = database.begin();
          var early = database.begin()) {
        var savepoint = late.savepoint();
        var seen = new ArrayList<>(all(late, Fixture.table(late, "a"), Index.BY_ID));
        late.rollBack(savepoint);
        late.insert(late.definitions().createTable("b"), number(random.nextInt()));
        early.replace(Fixture.table(early, "a"), seen.getFirst(), number(2));
        committed(database.commit(early));
        assertThat(database.commit(late)).isInstanceOf(CommitOutcome.Conflict.class);
      }
    }
  }
}
