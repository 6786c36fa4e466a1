package dev.jensen.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/// Transfers between 100 000 accounts, drawn uniformly (α = 0) or so that a few are in most of them
/// (α = 1.5): TypeScript over HTTP beside the peers, and the engine alone.
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

  /// Runs all, or, with `engine` as the second argument, the engine alone.
  static void main(List<String> arguments) throws Exception {
    int seconds = arguments.isEmpty() ? 5 : Integer.parseInt(arguments.getFirst());
    var benchmark = new TransferBenchmark(Duration.ofSeconds(seconds));
    System.out.printf(
        "%d cores, %d clients, %d rounds of %d s%n",
        Runtime.getRuntime().availableProcessors(), CLIENTS, ROUNDS, seconds);
    if (!arguments.contains("engine")) {
      benchmark.overHttp();
    }
    benchmark.engine();
  }

  private void overHttp() throws IOException {
    var peers = new ArrayList<TransferPeer>();
    try (Closeable _ = () -> closeAll(peers);
        var jensen = start()) {
      peers.add(TransferPeer.jensen("jensen, fresh context", jensen.port(), "transfers"));
      peers.add(TransferPeer.jensen("jensen, reused context", jensen.port(), "reusedTransfers"));
      int ours = peers.size();
      TransferPeer.others().forEach(peer -> peers.add(peer.get()));
      for (double exponent : EXPONENTS) {
        measure(peers, exponent);
      }
      checkSum("jensen", sum(jensen.port()));
      peers.stream().skip(ours).forEach(peer -> checkSum(peer.name(), peer.sum()));
    }
  }

  private static void closeAll(List<TransferPeer> peers) throws IOException {
    for (var peer : peers) {
      peer.close();
    }
  }

  private static JensenServer start() throws IOException {
    Path data = Files.createTempDirectory("jensen-transfers");
    var jensen = JensenServer.start(data, JavaScriptProject.install("calls"));
    for (int first = 0; first < ACCOUNTS; first += FILLED_AT_ONCE) {
      post(
          jensen.port(),
          "/api/mutation",
          "transfers:fill",
          "{\"first\":%d,\"count\":%d,\"balance\":%d}".formatted(first, FILLED_AT_ONCE, BALANCE));
    }
    return jensen;
  }

  private static double sum(int port) throws IOException {
    double sum = 0;
    for (int first = 0; first < ACCOUNTS; first += FILLED_AT_ONCE) {
      String answer =
          post(
              port,
              "/api/query",
              "transfers:sum",
              "{\"first\":%d,\"count\":%d}".formatted(first, FILLED_AT_ONCE));
      var matcher = NUMBER.matcher(answer);
      if (!matcher.find()) {
        throw new IllegalStateException("no sum: %s".formatted(answer));
      }
      sum += Double.parseDouble(matcher.group(1));
    }
    return sum;
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

  private void measure(List<TransferPeer> peers, double exponent) {
    var zipf = new Zipf(ACCOUNTS, exponent);
    var refusals = new LinkedHashMap<String, LongAdder>();
    var loads = new LinkedHashMap<String, HttpLoad>();
    for (var peer : peers) {
      var refused = new LongAdder();
      refusals.put(peer.name(), refused);
      loads.put(peer.name(), peer.load(zipf, refused));
    }
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

  private static void print(double exponent, String name, Rounds rounds, long refused) {
    System.out.printf(
        "alpha %.1f  %-27s %,8.0f/s (%,.0f–%,.0f) p50 %.2f ms p99 %.2f ms max %.0f ms, %d"
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
    try (var engine = EngineTransfers.open(ACCOUNTS, BALANCE)) {
      for (double exponent : EXPONENTS) {
        var zipf = new Zipf(ACCOUNTS, exponent);
        var results = new ArrayList<LoadResult>();
        engine.run(CLIENTS, zipf, round);
        long before = engine.conflicts();
        for (int i = 0; i < ROUNDS; i++) {
          results.add(engine.run(CLIENTS, zipf, round));
        }
        print(exponent, "engine alone", Rounds.of(results), engine.conflicts() - before);
      }
      checkSum("engine alone", engine.sum());
    }
  }
}
