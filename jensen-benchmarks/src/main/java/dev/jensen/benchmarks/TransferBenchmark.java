package dev.jensen.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/// [Transfers]: TypeScript over HTTP beside the peers, and the engine alone.
///
/// 64 clients in a closed loop. Rounds are interleaved; the sum of all balances is checked at the
/// end.
final class TransferBenchmark {

  private static final int FILLED_AT_ONCE = 5_000;
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
        Runtime.getRuntime().availableProcessors(), Transfers.CALLERS, Measured.ROUNDS, seconds);
    if (!arguments.contains("engine")) {
      benchmark.overHttp();
    }
    benchmark.engine();
  }

  private void overHttp() throws IOException, InterruptedException, ExecutionException {
    try (var peers = TransferPeers.start();
        var jensen = start()) {
      var fresh = TransferPeer.jensen("jensen, fresh context", jensen.port(), "transfers");
      var reused = TransferPeer.jensen("jensen, reused context", jensen.port(), "reusedTransfers");
      for (double exponent : Transfers.EXPONENTS) {
        var zipf = new Zipf(Transfers.ACCOUNTS, exponent);
        var loads = new ArrayList<>(List.of(fresh.load(zipf), reused.load(zipf)));
        loads.addAll(peers.loads(zipf));
        measure(exponent, loads);
      }
      Transfers.checkSum("jensen", sum(jensen.port()));
      peers.checkSums();
    }
  }

  private static JensenServer start() throws IOException {
    Path data = Files.createTempDirectory("jensen-transfers");
    var jensen = JensenServer.start(data, JavaScriptProject.install("calls"));
    for (int first = 0; first < Transfers.ACCOUNTS; first += FILLED_AT_ONCE) {
      post(
          jensen.port(),
          "/api/mutation",
          "transfers:fill",
          "{\"first\":%d,\"count\":%d,\"balance\":%d}"
              .formatted(first, FILLED_AT_ONCE, Transfers.BALANCE));
    }
    return jensen;
  }

  private static double sum(int port) throws IOException {
    double sum = 0;
    for (int first = 0; first < Transfers.ACCOUNTS; first += FILLED_AT_ONCE) {
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

  private void measure(double exponent, List<NamedLoad> loads)
      throws InterruptedException, ExecutionException {
    for (var measured : Measured.inTurn(loads, round)) {
      print(exponent, measured);
    }
  }

  private static void print(double exponent, Measured measured) {
    var rounds = measured.rounds();
    System.out.printf(
        "alpha %.1f  %-27s %,8.0f/s (%,.0f–%,.0f) p50 %.2f ms p99 %.2f ms max %.0f ms, %d"
            + " refused%n",
        exponent,
        measured.load().name(),
        rounds.median().callsPerSecond(),
        rounds.slowest().callsPerSecond(),
        rounds.fastest().callsPerSecond(),
        rounds.median().millis(50),
        rounds.median().millis(99),
        rounds.median().millis(100),
        measured.refused());
  }

  private void engine() throws IOException, InterruptedException, ExecutionException {
    try (var engine = EngineTransfers.open(Transfers.ACCOUNTS, Transfers.BALANCE)) {
      for (double exponent : Transfers.EXPONENTS) {
        var zipf = new Zipf(Transfers.ACCOUNTS, exponent);
        Load load = (clients, duration) -> engine.run(clients, zipf, duration);
        measure(
            exponent,
            List.of(new NamedLoad("engine alone", Transfers.CALLERS, load, engine::conflicts)));
      }
      Transfers.checkSum("engine alone", engine.sum());
    }
  }
}
