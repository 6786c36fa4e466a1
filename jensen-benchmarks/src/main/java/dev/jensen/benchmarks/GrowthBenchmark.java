package dev.jensen.benchmarks;

import dev.jensen.backend.index.Table;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.IndexRange;
import dev.jensen.backend.transaction.Order;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.value.FieldPath;
import dev.jensen.value.IndexKey;
import dev.jensen.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// What one read by an index and one durable commit cost as a table grows from a thousand to a
/// million documents, each of about 200 bytes with two indexes.
final class GrowthBenchmark {

  private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000, 1_000_000);
  private static final int BATCH = 2_000;
  private static final int MEASURED = 4_000;
  private static final int WARM_UP = 4_000;

  private GrowthBenchmark() {}

  static void main() throws IOException {
    var random = new SplittableRandom(1);
    try (var database =
        Database.open(
            RocksPersistence.open(Files.createTempDirectory("jensen-growth")), new SystemWorld())) {
      try (var transaction = database.begin()) {
        var table = transaction.definitions().createTable("things");
        transaction
            .definitions()
            .createIndex(table, "by_number", List.of(FieldPath.parse("number")));
        transaction.definitions().createIndex(table, "by_owner", List.of(FieldPath.parse("owner")));
        database.commit(transaction);
      }
      int size = 0;
      for (int wanted : SIZES) {
        while (size < wanted) {
          int count = Math.min(BATCH, wanted - size);
          fill(database, random, size, count);
          size += count;
        }
        report(database, random, size);
      }
    }
  }

  private static void fill(Database database, SplittableRandom random, int first, int count) {
    try (var transaction = database.begin()) {
      for (int i = 0; i < count; i++) {
        transaction.insert(table(transaction), thing(first + i, random));
      }
      database.commit(transaction);
    }
  }

  private static Table table(Transaction transaction) {
    return Objects.requireNonNull(transaction.table("things"));
  }

  private static Value.Obj thing(long number, SplittableRandom random) {
    return Value.Obj.of(
        Map.of(
            "number", new Value.Int64(number),
            "owner", new Value.Text("owner %d".formatted(random.nextInt(1_000_000))),
            "text", new Value.Text("x".repeat(120))));
  }

  private static void report(Database database, SplittableRandom random, int size) {
    for (int i = 0; i < WARM_UP; i++) {
      read(database, random.nextInt(size));
    }
    long[] reads = new long[MEASURED];
    long[] commits = new long[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
      long begin = System.nanoTime();
      read(database, random.nextInt(size));
      long middle = System.nanoTime();
      commit(database, random, size + i);
      commits[i] = System.nanoTime() - middle;
      reads[i] = middle - begin;
    }
    Arrays.sort(reads);
    Arrays.sort(commits);
    System.out.printf(
        "%,9d documents: indexed read p50 %6.1f µs p99 %7.1f µs, commit p50 %6.0f µs p99 %6.0f"
            + " µs%n",
        size,
        reads[MEASURED / 2] / 1e3,
        reads[MEASURED * 99 / 100] / 1e3,
        commits[MEASURED / 2] / 1e3,
        commits[MEASURED * 99 / 100] / 1e3);
  }

  private static void read(Database database, long number) {
    try (var transaction = database.begin()) {
      var table = table(transaction);
      var index = Objects.requireNonNull(table.index("by_number"));
      var range =
          new IndexRange(
              IndexKey.of(List.of(new Value.Int64(number))),
              IndexKey.of(List.of(new Value.Int64(number + 1))));
      try (var scan = transaction.scan(table, index, range, Order.ASCENDING)) {
        Objects.requireNonNull(scan.next());
      }
    }
  }

  private static void commit(Database database, SplittableRandom random, long number) {
    try (var transaction = database.begin()) {
      transaction.insert(table(transaction), thing(number + 10_000_000, random));
      database.commit(transaction);
    }
  }
}
