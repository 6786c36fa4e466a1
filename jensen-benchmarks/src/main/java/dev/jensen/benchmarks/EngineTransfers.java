package dev.jensen.benchmarks;

import dev.jensen.backend.index.Table;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/// Transfers by transactions on the engine itself, in this process, with no function around them.
final class EngineTransfers implements AutoCloseable {

  private static final int FILLED_AT_ONCE = 5_000;
  private static final int READ_AT_ONCE = 1_000;

  private final Database database;
  private final List<DocumentId> accounts = new ArrayList<>();

  private EngineTransfers(Database database) {
    this.database = database;
  }

  /// Makes `accounts` accounts with the same balance in a new database on disk.
  static EngineTransfers open(int accounts, long balance) throws IOException {
    var data = Files.createTempDirectory("jensen-transfers");
    var engine = new EngineTransfers(Database.open(RocksPersistence.open(data), new SystemWorld()));
    engine.fill(accounts, balance);
    return engine;
  }

  private void fill(int count, long balance) {
    var _ = database.transact(transaction -> transaction.definitions().createTable("accounts"));
    while (accounts.size() < count) {
      accounts.addAll(
          database.transact(transaction -> {
            var ids = new ArrayList<DocumentId>();
            for (int i = 0; i < FILLED_AT_ONCE; i++) {
              ids.add(transaction.insert(table(transaction), balance(balance)).id());
            }
            return ids;
          }));
    }
  }

  private static Table table(Transaction transaction) {
    return Objects.requireNonNull(transaction.table("accounts"));
  }

  private static Value.Obj balance(long balance) {
    return Value.Obj.of(Map.of("balance", new Value.Int64(balance)));
  }

  /// Runs `clients` clients in a closed loop for `duration`.
  LoadResult run(int clients, Zipf zipf, Duration duration)
      throws InterruptedException, ExecutionException {
    long begin = System.nanoTime();
    long end = begin + duration.toNanos();
    var total = LoadResult.emptyHistogram();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Histogram>>();
      for (int i = 0; i < clients; i++) {
        var random = new SplittableRandom(i);
        running.add(threads.submit(() -> transfers(zipf, random, end)));
      }
      for (var result : running) {
        total.add(result.get());
      }
    }
    return new LoadResult(total, Duration.ofNanos(System.nanoTime() - begin));
  }

  private Histogram transfers(Zipf zipf, SplittableRandom random, long end) {
    var latencies = LoadResult.emptyHistogram();
    for (long now = System.nanoTime(); now < end; ) {
      transfer(accounts.get(zipf.next(random)), accounts.get(zipf.next(random)));
      long after = System.nanoTime();
      latencies.recordValue(after - now);
      now = after;
    }
    return latencies;
  }

  private void transfer(DocumentId from, DocumentId to) {
    var _ =
        database.transact(transaction -> {
          var table = table(transaction);
          var payer = Objects.requireNonNull(transaction.get(table, from));
          var payee = Objects.requireNonNull(transaction.get(table, to));
          if (!from.equals(to) && amount(payer) > 0) {
            transaction.replace(table, payer, balance(amount(payer) - 1));
            transaction.replace(table, payee, balance(amount(payee) + 1));
          }
          return to;
        });
  }

  private static long amount(Document account) {
    return ((Value.Int64) Objects.requireNonNull(account.value().get("balance"))).value();
  }

  /// How many attempts lost to others so far.
  long conflicts() {
    return database.conflicts();
  }

  /// The sum of all balances.
  double sum() {
    double sum = 0;
    for (int first = 0; first < accounts.size(); first += READ_AT_ONCE) {
      var some = accounts.subList(first, first + READ_AT_ONCE);
      sum += database.read(transaction -> sum(transaction, some));
    }
    return sum;
  }

  private static double sum(Transaction transaction, List<DocumentId> some) {
    var table = table(transaction);
    return some.stream()
        .mapToLong(id -> amount(Objects.requireNonNull(transaction.get(table, id))))
        .sum();
  }

  @Override
  public void close() {
    database.close();
  }
}
