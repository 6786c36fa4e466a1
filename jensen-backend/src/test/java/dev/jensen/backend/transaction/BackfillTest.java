package dev.jensen.backend.transaction;

import static dev.jensen.backend.transaction.Fixture.all;
import static dev.jensen.backend.transaction.Fixture.committed;
import static dev.jensen.backend.transaction.Fixture.number;
import static dev.jensen.backend.transaction.Fixture.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.storage.WatchedFills;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.FieldPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;

/// An index that is filled while others write holds what the table holds.
class BackfillTest {

  /// More than two pages of a fill.
  private static final int DOCUMENTS = 1100;

  private static final Limits AT_ONCE = Limits.DEFAULT.withRetention(Duration.ZERO);

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final List<Document> documents = new ArrayList<>();

  @Seeded(runs = 10)
  void writersAreNotMissedInMemory(RandomGenerator random) {
    check(new MemoryPersistence(), random);
  }

  @Seeded(runs = 2)
  void writersAreNotMissedOnDisk(RandomGenerator random, @TempDir Path directory) {
    check(RocksPersistence.open(directory), random);
  }

  private void check(Persistence disk, RandomGenerator random) {
    documents.clear();
    // What is written between the reading of a page and the adding of its rows is the hard part.
    var writers = new ArrayList<Runnable>();
    try (var database =
        Database.open(
            new WatchedFills(disk, () -> writers.forEach(Runnable::run)), world, AT_ONCE)) {
      create(database, random);
      writers.add(() -> change(database, random));

      database.backfill();

      assertThat(indexed(database)).isEqualTo(sorted(database));
      world.advance(Duration.ofSeconds(1));
      while (database.trim()) {}
      assertThat(indexed(database)).isEqualTo(sorted(database));
    }
  }

  private void create(Database database, RandomGenerator random) {
    try (var transaction = database.begin()) {
      var table = transaction.definitions().createTable("numbers");
      for (int i = 0; i < DOCUMENTS; i++) {
        documents.add(transaction.insert(table, number(random.nextInt(100))));
      }
      var _ = committed(database.commit(transaction));
    }
    try (var transaction = database.begin()) {
      var table = table(transaction, "numbers");
      transaction.definitions().createIndex(table, "by_number", List.of(FieldPath.parse("number")));
      var _ = committed(database.commit(transaction));
    }
  }

  /// Changes documents all over the table, with some trimming of what was there before.
  private void change(Database database, RandomGenerator random) {
    for (int i = 0; i < 30; i++) {
      try (var transaction = database.begin()) {
        var table = table(transaction, "numbers");
        int at = random.nextInt(documents.size());
        var document = documents.get(at);
        switch (random.nextInt(3)) {
          case 0 -> documents.add(transaction.insert(table, number(random.nextInt(100))));
          case 1 -> {
            transaction.delete(table, document);
            documents.remove(at);
          }
          default ->
              documents.set(at, transaction.replace(table, document, number(random.nextInt(100))));
        }
        var _ = committed(database.commit(transaction));
      }
      world.advance(Duration.ofMillis(1));
    }
    var _ = database.trim();
  }

  private static List<Document> indexed(Database database) {
    return database.read(
        transaction -> all(transaction, table(transaction, "numbers"), "by_number"));
  }

  private static List<Document> sorted(Database database) {
    return database.read(transaction ->
        all(transaction, table(transaction, "numbers"), Index.BY_CREATION_TIME).stream()
            .sorted(Comparator.comparingLong(Fixture::number))
            .toList());
  }
}
