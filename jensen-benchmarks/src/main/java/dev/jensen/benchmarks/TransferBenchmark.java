package dev.jensen.benchmarks;

import dev.jensen.backend.index.Table;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/// Transfers between 100 000 accounts, drawn uniformly (α = 0) or so that a few are in most of them
/// (α = 1.5): TypeScript over HTTP beside Node and PostgreSQL, and the engine alone.
///
/// Each transaction reads two accounts and changes both, serializable and durable. 64 clients in a
/// closed loop; what counts is what a client saw succeed. Rounds are interleaved; the sum of all
/// balances is checked at the end.
final class TransferBenchmark {

  private static final int ACCOUNTS = 100_000;
  private static final int BALANCE = 1_000;
  private static final int CLIENTS = 64;
  private static final int ROUNDS = 3;
  private static final int FILLED_AT_ONCE = 5_000;
  private static final double[] EXPONENTS = {0, 1.5};
  private static final Pattern NUMBER = Pattern.compile("\"value\":([0-9.]+)");

  private final Duration round;

  private TransferBenchmark(Duration round) {
    this.round = round;
  }

  static void main(List<String> arguments) throws Exception {
    int seconds = arguments.isEmpty() ? 5 : Integer.parseInt(arguments.getFirst());
    var benchmark = new TransferBenchmark(Duration.ofSeconds(seconds));
    System.out.printf(
        "%d cores, %d clients, %d rounds of %d s%n",
        Runtime.getRuntime().availableProcessors(), CLIENTS, ROUNDS, seconds);
    benchmark.overHttp();
    benchmark.engine();
  }

  private void overHttp() throws IOException {
    Path project = JavaScriptProject.install("calls");
    Path data = Files.createTempDirectory("jensen-transfers");
    try (var jensen = JensenServer.start(data, project);
        var peer = PostgresPeer.start(project, "peer.mjs", "1")) {
      fill(jensen.port());
      for (double exponent : EXPONENTS) {
        measure(jensen.port(), peer.port(), exponent);
      }
      checkSum("jensen", sum(jensen.port()));
      checkSum("node + postgresql", sumOf(post(peer.port(), "/", "sum", "{}")));
    }
  }

  private static void fill(int port) throws IOException {
    for (int first = 0; first < ACCOUNTS; first += FILLED_AT_ONCE) {
      post(
          port,
          "/api/mutation",
          "transfers:fill",
          "{\"first\":%d,\"count\":%d,\"balance\":%d}".formatted(first, FILLED_AT_ONCE, BALANCE));
    }
  }

  private static double sum(int port) throws IOException {
    double sum = 0;
    for (int first = 0; first < ACCOUNTS; first += FILLED_AT_ONCE) {
      sum +=
          sumOf(
              post(
                  port,
                  "/api/query",
                  "transfers:sum",
                  "{\"first\":%d,\"count\":%d}".formatted(first, FILLED_AT_ONCE)));
    }
    return sum;
  }

  private static double sumOf(String answer) {
    var matcher = NUMBER.matcher(answer);
    if (!matcher.find()) {
      throw new IllegalStateException("no sum: %s".formatted(answer));
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static String post(int port, String endpoint, String path, String args)
      throws IOException {
    try (var connection = new HttpConnection(port)) {
      var answer =
          connection.post(
              endpoint,
              "{\"path\":\"%s\",\"format\":\"json\",\"args\":[%s]}".formatted(path, args));
      if (!answer.contains("success")) {
        throw new IllegalStateException(answer);
      }
      return answer;
    }
  }

  private static void checkSum(String who, double sum) {
    if (sum != (double) ACCOUNTS * BALANCE) {
      throw new IllegalStateException("%s: the sum is %.0f".formatted(who, sum));
    }
    System.out.printf("%s: the sum of all balances is unchanged%n", who);
  }

  private void measure(int jensen, int peer, double exponent) {
    var zipf = new Zipf(ACCOUNTS, exponent);
    var refusals = new LinkedHashMap<String, LongAdder>();
    var loads = new LinkedHashMap<String, HttpLoad>();
    for (var name : List.of("jensen, fresh context", "jensen, reused context")) {
      refusals.put(name, new LongAdder());
      var module = name.contains("fresh") ? "transfers" : "reusedTransfers";
      loads.put(
          name,
          new HttpLoad(
              jensen,
              "/api/mutation",
              _ -> call("%s:transfer".formatted(module), zipf),
              refusals.get(name)));
    }
    refusals.put("node + postgresql", new LongAdder());
    loads.put(
        "node + postgresql",
        new HttpLoad(peer, "/", _ -> call("transfer", zipf), refusals.get("node + postgresql")));
    var results = new LinkedHashMap<String, List<LoadResult>>();
    loads.values().forEach(load -> load.run(CLIENTS, round));
    refusals.values().forEach(LongAdder::reset);
    for (int i = 0; i < ROUNDS; i++) {
      loads.forEach((name, load) ->
          results.computeIfAbsent(name, _ -> new ArrayList<>()).add(load.run(CLIENTS, round)));
    }
    results.forEach((name, each) ->
        print(exponent, name, Rounds.of(each), Objects.requireNonNull(refusals.get(name)).sum()));
  }

  private static String call(String path, Zipf zipf) {
    var random = ThreadLocalRandom.current();
    return "{\"path\":\"%s\",\"format\":\"json\",\"args\":[{\"from\":%d,\"to\":%d,\"amount\":1}]}"
        .formatted(path, zipf.next(random), zipf.next(random));
  }

  private static void print(double exponent, String name, Rounds rounds, long refused) {
    System.out.printf(
        "alpha %.1f  %-24s %,8.0f/s (%,.0f–%,.0f) p50 %.2f ms p99 %.2f ms max %.0f ms, %d"
            + " refused%n",
        exponent,
        name,
        rounds.median().callsPerSecond(),
        rounds.slowest().callsPerSecond(),
        rounds.fastest().callsPerSecond(),
        rounds.median().millis(50),
        rounds.median().millis(99),
        rounds.median().millis(100),
        refused);
  }

  private void engine() throws IOException, InterruptedException, ExecutionException {
    Path data = Files.createTempDirectory("jensen-transfers");
    try (var database = Database.open(RocksPersistence.open(data), new SystemWorld())) {
      var accounts = fill(database);
      for (double exponent : EXPONENTS) {
        var zipf = new Zipf(ACCOUNTS, exponent);
        var lost = new LongAdder();
        var results = new ArrayList<LoadResult>();
        engineRound(database, accounts, zipf, new LongAdder());
        for (int i = 0; i < ROUNDS; i++) {
          results.add(engineRound(database, accounts, zipf, lost));
        }
        print(exponent, "engine alone", Rounds.of(results), lost.sum());
      }
    }
  }

  private static List<DocumentId> fill(Database database) {
    var accounts = new ArrayList<DocumentId>();
    try (var transaction = database.begin()) {
      transaction.createTable("accounts");
      database.commit(transaction);
    }
    while (accounts.size() < ACCOUNTS) {
      try (var transaction = database.begin()) {
        for (int i = 0; i < FILLED_AT_ONCE; i++) {
          accounts.add(transaction.insert(table(transaction), balance(BALANCE)).id());
        }
        database.commit(transaction);
      }
    }
    return accounts;
  }

  private static Table table(Transaction transaction) {
    return Objects.requireNonNull(transaction.table("accounts"));
  }

  private static Value.Obj balance(long balance) {
    return Value.Obj.of(Map.of("balance", new Value.Int64(balance)));
  }

  /// @param lost counts attempts that conflicted and were made again
  private LoadResult engineRound(
      Database database, List<DocumentId> accounts, Zipf zipf, LongAdder lost)
      throws InterruptedException, ExecutionException {
    long begin = System.nanoTime();
    long end = begin + round.toNanos();
    var total = LoadResult.emptyHistogram();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Histogram>>();
      for (int i = 0; i < CLIENTS; i++) {
        var random = new SplittableRandom(i);
        running.add(
            threads.submit(() -> {
              var latencies = LoadResult.emptyHistogram();
              for (long now = System.nanoTime(); now < end; ) {
                var from = accounts.get(zipf.next(random));
                var to = accounts.get(zipf.next(random));
                while (!transfer(database, from, to)) {
                  lost.increment();
                }
                long after = System.nanoTime();
                latencies.recordValue(after - now);
                now = after;
              }
              return latencies;
            }));
      }
      for (var result : running) {
        total.add(result.get());
      }
    }
    return new LoadResult(total, Duration.ofNanos(System.nanoTime() - begin));
  }

  private static boolean transfer(Database database, DocumentId from, DocumentId to) {
    try (var transaction = database.begin()) {
      var table = table(transaction);
      var payer = Objects.requireNonNull(transaction.get(table, from));
      var payee = Objects.requireNonNull(transaction.get(table, to));
      if (!from.equals(to) && amount(payer) > 0) {
        transaction.replace(table, payer, balance(amount(payer) - 1));
        transaction.replace(table, payee, balance(amount(payee) + 1));
      }
      return database.commit(transaction) instanceof CommitOutcome.Committed;
    }
  }

  private static long amount(Document account) {
    return ((Value.Int64) Objects.requireNonNull(account.value().get("balance"))).value();
  }
}
