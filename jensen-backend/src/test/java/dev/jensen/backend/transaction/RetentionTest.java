package dev.jensen.backend.transaction;

import static dev.jensen.backend.transaction.Fixture.all;
import static dev.jensen.backend.transaction.Fixture.committed;
import static dev.jensen.backend.transaction.Fixture.number;
import static dev.jensen.backend.transaction.Fixture.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.Seeded;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.storage.IndexRow;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.storage.RangeRead;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.FieldPath;
import dev.jensen.value.IndexKey;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The past goes, but never what somebody reads.
class RetentionTest {

  private static final Limits AT_ONCE = Limits.DEFAULT.withRetention(Duration.ZERO);
  private static final String INDEX = "by_number";

  private final SimulatedWorld world = new SimulatedWorld(1);

  @Seeded(runs = 60)
  void nobodySeesTrimmingInMemory(RandomGenerator random) {
    check(new MemoryPersistence(), random);
  }

  @Seeded(runs = 5)
  void nobodySeesTrimmingOnDisk(RandomGenerator random, @TempDir Path directory) {
    check(RocksPersistence.open(directory), random);
  }

  /// A reader and what it saw at first.
  private record Reader(Transaction transaction, Map<String, List<Document>> contents) {}

  private void check(Persistence persistence, RandomGenerator random) {
    var timestamps = new ArrayList<Timestamp>();
    try (var database = Database.open(persistence, world, AT_ONCE)) {
      createTable(database, "numbers");
      var readers = new ArrayList<Reader>();
      for (int i = 0; i < 150; i++) {
        changeSomething(database, random);
        timestamps.add(database.latest());
        world.advance(Duration.ofNanos(random.nextInt(3)));
        switch (random.nextInt(8)) {
          case 0 -> readers.add(reader(database));
          case 1 -> database.trim();
          case 2 -> {
            if (!readers.isEmpty()) {
              readers.remove(random.nextInt(readers.size())).transaction().close();
            }
          }
          default -> {}
        }
        readers.forEach(
            reader -> assertThat(contents(reader.transaction())).isEqualTo(reader.contents()));
      }
      readers.forEach(reader -> reader.transaction().close());
      world.advance(Duration.ofSeconds(1));
      var before = reader(database);
      before.transaction().close();
      trimAll(database);
      try (var transaction = database.begin()) {
        assertThat(contents(transaction)).isEqualTo(before.contents());
        nothingOldIsLeft(persistence, transaction, timestamps);
      }
    }
  }

  private static void trimAll(Database database) {
    while (database.trim()) {}
  }

  private static void createTable(Database database, String name) {
    try (var transaction = database.begin()) {
      var table = transaction.definitions().createTable(name);
      transaction.definitions().createIndex(table, INDEX, List.of(FieldPath.parse("number")));
      committed(database.commit(transaction));
    }
    database.backfill();
  }

  private static void changeSomething(Database database, RandomGenerator random) {
    try (var transaction = database.begin()) {
      var table = table(transaction, "numbers");
      var documents = all(transaction, table, Index.BY_ID);
      for (int i = random.nextInt(3); i >= 0; i--) {
        if (documents.size() < 3) {
          transaction.insert(table, number(random.nextInt(4)));
          continue;
        }
        var document = documents.get(random.nextInt(documents.size()));
        if (transaction.get(table, document.id()) == null) {
          continue;
        }
        if (random.nextInt(4) == 0) {
          transaction.delete(table, document);
        } else {
          transaction.replace(table, document, number(random.nextInt(4)));
        }
      }
      if (random.nextInt(20) == 0) {
        replaceIndex(transaction);
      }
      committed(database.commit(transaction));
    }
    database.backfill();
  }

  private static void replaceIndex(Transaction transaction) {
    var table = table(transaction, "numbers");
    transaction.definitions().dropIndex(Fixture.index(table, INDEX));
    transaction
        .definitions()
        .createIndex(table(transaction, "numbers"), INDEX, List.of(FieldPath.parse("number")));
  }

  private static Reader reader(Database database) {
    var transaction = database.begin();
    return new Reader(transaction, contents(transaction));
  }

  private static Map<String, List<Document>> contents(Transaction transaction) {
    var contents = new HashMap<String, List<Document>>();
    var table = table(transaction, "numbers");
    for (var index : table.indexes()) {
      contents.put(index.name(), all(transaction, table, index.name()));
    }
    return contents;
  }

  /// Whatever moment is asked for, only rows are found that are visible now too.
  private static void nothingOldIsLeft(
      Persistence persistence, Transaction transaction, List<Timestamp> timestamps) {
    for (var index : table(transaction, "numbers").indexes()) {
      var now = rows(persistence, index, transaction.begin());
      for (var timestamp : timestamps) {
        assertThat(now).containsAll(rows(persistence, index, timestamp));
      }
    }
  }

  private static List<IndexRow> rows(Persistence persistence, Index index, Timestamp at) {
    return persistence
        .index()
        .read(new RangeRead(index.id().uuid(), IndexKey.FIRST, null, false, at, 10_000));
  }

  @Test
  void theWindowIsKept() {
    var limits = Limits.DEFAULT.withRetention(Duration.ofMinutes(10));
    try (var database = Database.open(new MemoryPersistence(), world, limits)) {
      createTable(database, "numbers");
      changeSomething(database, new SplittableRandom(1));
      var old = database.latest();
      world.advance(Duration.ofMinutes(9));
      changeSomething(database, new SplittableRandom(2));
      trimAll(database);
      database.beginAt(old).close();

      world.advance(Duration.ofMinutes(2));
      changeSomething(database, new SplittableRandom(3));
      trimAll(database);
      assertThatThrownBy(() -> database.beginAt(old))
          .isInstanceOf(SnapshotUnavailableException.class)
          .hasMessageContaining("is older than what is kept");
    }
  }

  @Test
  void whatWasTrimmedStaysUnreadableAfterARestart(@TempDir Path directory) {
    Timestamp old;
    try (var database = Database.open(RocksPersistence.open(directory), world, AT_ONCE)) {
      createTable(database, "numbers");
      old = database.latest();
      changeSomething(database, new SplittableRandom(1));
      changeSomething(database, new SplittableRandom(2));
      world.advance(Duration.ofSeconds(1));
      trimAll(database);
      changeSomething(database, new SplittableRandom(3));
    }
    try (var database = Database.open(RocksPersistence.open(directory), world, AT_ONCE)) {
      assertThatThrownBy(() -> database.beginAt(old))
          .isInstanceOf(SnapshotUnavailableException.class);
      try (var transaction = database.begin()) {
        assertThat(contents(transaction)).hasSize(3);
      }
    }
  }

  /// Rewrites a hundred documents of 10 KB until 200 MB have been written, with somebody trimming
  /// meanwhile, and looks what is on disk.
  @Test
  void diskUseIsBoundedUnderChurn(@TempDir Path directory) throws Exception {
    var random = new SplittableRandom(1);
    try (var database = Database.open(RocksPersistence.open(directory), world, AT_ONCE)) {
      createTable(database, "numbers");
      var ids = new ArrayList<Document>();
      try (var transaction = database.begin()) {
        for (int i = 0; i < 100; i++) {
          ids.add(transaction.insert(table(transaction, "numbers"), large(random)));
        }
        committed(database.commit(transaction));
      }
      var done = new AtomicBoolean();
      var trimmer =
          world.start(
              "trimmer",
              () -> {
                while (!done.get()) {
                  database.trim();
                }
              });
      long largest = 0;
      for (int i = 0; i < 200; i++) {
        try (var transaction = database.begin()) {
          var table = table(transaction, "numbers");
          ids.forEach(document -> transaction.replace(table, document, large(random)));
          committed(database.commit(transaction));
        }
        world.advance(Duration.ofMillis(1));
        largest = Math.max(largest, bytes(directory));
      }
      done.set(true);
      trimmer.join();
      // Without trimming it would be twice 200 MB: in the log and in the index.
      assertThat(largest).isLessThan(150L << 20);
      try (var transaction = database.begin()) {
        assertThat(all(transaction, table(transaction, "numbers"), Index.BY_ID)).hasSize(100);
      }
    }
  }

  private static Value.Obj large(RandomGenerator random) {
    var bytes = new byte[10_000];
    random.nextBytes(bytes);
    return Value.Obj.of(
        Map.of("number", new Value.Int64(random.nextInt(100)), "bytes", new Value.Bytes(bytes)));
  }

  /// Files may come and go meanwhile.
  private static long bytes(Path directory) {
    var files = Objects.requireNonNull(directory.resolve("rocksdb").toFile().listFiles());
    return Arrays.stream(files).mapToLong(File::length).sum();
  }
}
