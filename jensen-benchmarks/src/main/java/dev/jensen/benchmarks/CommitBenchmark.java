package dev.jensen.benchmarks;

import dev.jensen.backend.index.Table;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.IndexRange;
import dev.jensen.backend.transaction.Order;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.value.DocumentId;
import dev.jensen.value.FieldPath;
import dev.jensen.value.IndexKey;
import dev.jensen.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;
import org.rocksdb.RocksDBException;

/// Durable commits per second of the engine alone, beside raw RocksDB in the same run, and reads.
///
/// A commit is one document of about 300 bytes with three index entries besides `by_id`. Clients
/// are closed loops; raw RocksDB writes as many commits per synced write as there are clients, the
/// best any group commit could do. Rounds are interleaved; the table shows the median and the
/// spread.
final class CommitBenchmark {

  private static final List<Integer> CLIENTS = List.of(1, 16, 64);
  private static final int ROUNDS = 3;
  private static final int READ_DOCUMENTS = 20_000;
  private static final int RANGE_ROWS = 100;

  private final Duration round;
  private final Path directory;

  private CommitBenchmark(Duration round, Path directory) {
    this.round = round;
    this.directory = directory;
  }

  static void main(List<String> arguments) throws Exception {
    int seconds = arguments.isEmpty() ? 3 : Integer.parseInt(arguments.getFirst());
    var directory = Files.createTempDirectory("jensen-commit");
    try {
      new CommitBenchmark(Duration.ofSeconds(seconds), directory).run();
    } finally {
      delete(directory);
    }
  }

  private void run() throws RocksDBException, InterruptedException, ExecutionException {
    System.out.printf(
        "%d cores, %d rounds of %d s%n",
        Runtime.getRuntime().availableProcessors(), ROUNDS, round.toSeconds());
    try (var engine =
            Database.open(RocksPersistence.open(directory.resolve("engine")), new SystemWorld());
        var raw = new RawRocks(directory.resolve("raw"))) {
      var documents = prepare(engine);
      engineRound(engine, 64);
      rawRound(raw, 64);
      for (int clients : CLIENTS) {
        commits(engine, raw, clients);
      }
      reads(engine, documents);
    }
  }

  private void commits(Database engine, RawRocks raw, int clients)
      throws RocksDBException, InterruptedException, ExecutionException {
    var ours = new ArrayList<LoadResult>();
    var theirs = new ArrayList<Double>();
    for (int i = 0; i < ROUNDS; i++) {
      ours.add(engineRound(engine, clients));
      theirs.add(rawRound(raw, clients));
    }
    var rounds = Rounds.of(ours);
    theirs.sort(Comparator.naturalOrder());
    double rawMedian = theirs.get(ROUNDS / 2);
    System.out.printf(
        "commits, %2d clients: engine %,7.0f/s (%,.0f–%,.0f) p50 %.2f ms p99 %.2f ms,"
            + " raw %,7.0f/s (%,.0f–%,.0f), ratio %.2f%n",
        clients,
        rounds.median().callsPerSecond(),
        rounds.slowest().callsPerSecond(),
        rounds.fastest().callsPerSecond(),
        rounds.median().millis(50),
        rounds.median().millis(99),
        rawMedian,
        theirs.getFirst(),
        theirs.getLast(),
        rounds.median().callsPerSecond() / rawMedian);
  }

  private LoadResult engineRound(Database engine, int clients)
      throws InterruptedException, ExecutionException {
    return load(clients, random -> commitOne(engine, random));
  }

  private static void commitOne(Database engine, RandomGenerator random) {
    try (var transaction = engine.begin()) {
      transaction.insert(table(transaction), fields(random));
      if (!(engine.commit(transaction) instanceof CommitOutcome.Committed)) {
        throw new IllegalStateException("inserts do not conflict");
      }
    }
  }

  private double rawRound(RawRocks raw, int commits) throws RocksDBException {
    long begin = System.nanoTime();
    long end = begin + round.toNanos();
    long count = 0;
    while (System.nanoTime() < end) {
      raw.write(commits);
      count += commits;
    }
    return count / ((System.nanoTime() - begin) / 1e9);
  }

  private void reads(Database engine, List<DocumentId> documents)
      throws InterruptedException, ExecutionException {
    var gets = load(1, random -> get(engine, documents, random));
    var ranges = load(1, random -> range(engine, random));
    System.out.printf(
        "point get %,.0f/s (p50 %.1f µs), %d-row range %,.0f/s (p50 %.1f µs), one client each%n",
        gets.callsPerSecond(),
        1e3 * gets.millis(50),
        RANGE_ROWS,
        ranges.callsPerSecond(),
        1e3 * ranges.millis(50));
  }

  private static void get(Database engine, List<DocumentId> documents, RandomGenerator random) {
    try (var transaction = engine.begin()) {
      var id = documents.get(random.nextInt(documents.size()));
      Objects.requireNonNull(transaction.get(table(transaction), id));
    }
  }

  private static void range(Database engine, RandomGenerator random) {
    try (var transaction = engine.begin()) {
      var table = table(transaction);
      var index = Objects.requireNonNull(table.index("by_number"));
      var start = IndexKey.of(List.of(new Value.Int64(random.nextInt(READ_DOCUMENTS))));
      var range = new IndexRange(start, null);
      try (var scan = transaction.scan(table, index, range, Order.ASCENDING)) {
        for (int i = 0; i < RANGE_ROWS && scan.next() != null; i++) {}
      }
    }
  }

  private static List<DocumentId> prepare(Database engine) {
    try (var transaction = engine.begin()) {
      var table = transaction.definitions().createTable("things");
      transaction.definitions().createIndex(table, "by_number", List.of(FieldPath.parse("number")));
      transaction.definitions().createIndex(table, "by_owner", List.of(FieldPath.parse("owner")));
      engine.commit(transaction);
    }
    var random = new SplittableRandom(2);
    var documents = new ArrayList<DocumentId>();
    while (documents.size() < READ_DOCUMENTS) {
      try (var transaction = engine.begin()) {
        for (int i = 0; i < 1_000; i++) {
          documents.add(transaction.insert(table(transaction), fields(random)).id());
        }
        engine.commit(transaction);
      }
    }
    return documents;
  }

  private static Table table(Transaction transaction) {
    return Objects.requireNonNull(transaction.table("things"));
  }

  private static Value.Obj fields(RandomGenerator random) {
    return Value.Obj.of(
        Map.of(
            "number", new Value.Int64(random.nextInt(READ_DOCUMENTS)),
            "owner", new Value.Text("owner-" + random.nextInt(1_000)),
            "text", new Value.Text("x".repeat(180))));
  }

  private interface Call {
    void run(RandomGenerator random);
  }

  private LoadResult load(int clients, Call call) throws InterruptedException, ExecutionException {
    long begin = System.nanoTime();
    long end = begin + round.toNanos();
    var total = LoadResult.emptyHistogram();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Histogram>>();
      for (int i = 0; i < clients; i++) {
        running.add(threads.submit(client(i, end, call)));
      }
      for (var result : running) {
        total.add(result.get());
      }
    }
    return new LoadResult(total, Duration.ofNanos(System.nanoTime() - begin));
  }

  private static Callable<Histogram> client(int seed, long end, Call call) {
    return () -> {
      var latencies = LoadResult.emptyHistogram();
      var random = new SplittableRandom(seed);
      for (long now = System.nanoTime(); now < end; ) {
        call.run(random);
        long after = System.nanoTime();
        latencies.recordValue(after - now);
        now = after;
      }
      return latencies;
    };
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
