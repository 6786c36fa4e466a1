package dev.jensen.backend.transaction;

import static dev.jensen.backend.transaction.Fixture.committed;
import static dev.jensen.backend.transaction.Fixture.number;
import static dev.jensen.backend.transaction.Fixture.table;

import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.world.SystemWorld;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// The process that [CrashTest] kills: commits pairs of documents and prints each number and
/// timestamp once it is acknowledged.
final class CrashWriter {

  private static final int THREADS = 8;
  private static final int COMMITS_MAX = 5_000;

  private CrashWriter() {}

  public static void main(String[] arguments) throws InterruptedException {
    var next = new AtomicLong(Long.parseLong(arguments[1]));
    var world = new SystemWorld();
    try (var database = Database.open(RocksPersistence.open(Path.of(arguments[0])), world)) {
      createTables(database);
      var threads = new Thread[THREADS];
      for (int i = 0; i < THREADS; i++) {
        threads[i] = world.start("writer", () -> write(database, next));
      }
      for (var thread : threads) {
        thread.join();
      }
    }
  }

  private static void createTables(Database database) {
    try (var transaction = database.begin()) {
      if (transaction.table("left") == null) {
        transaction.definitions().createTable("left");
        transaction.definitions().createTable("right");
        committed(database.commit(transaction));
      }
    }
  }

  private static void write(Database database, AtomicLong next) {
    for (int i = 0; i < COMMITS_MAX; i++) {
      long own = next.incrementAndGet();
      try (var transaction = database.begin()) {
        transaction.insert(table(transaction, "left"), number(own));
        transaction.insert(table(transaction, "right"), number(own));
        var timestamp = committed(database.commit(transaction)).timestamp();
        System.out.println(own + " " + timestamp.nanos() + " done");
      }
    }
  }
}
