package dev.jensen.benchmarks;

import dev.jensen.backend.Jensen;
import dev.jensen.client.ConvexClient;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;

/// Mutations written in Java: called inside of the process, and over HTTP and one socket by the
/// same process; and transfers, see [JavaTransfers].
///
/// Held fixed: 1 000 counters, each mutation reads one by its index and writes it.
record JavaBenchmark(FilledLedger ledger, ConvexClient client, Duration round) {

  private static final List<Integer> CALLERS = List.of(1, 8, 64);

  static void main(List<String> arguments)
      throws IOException, InterruptedException, ExecutionException {
    int seconds = arguments.isEmpty() ? 5 : Integer.parseInt(arguments.getFirst());
    var round = Duration.ofSeconds(seconds);
    System.out.printf(
        "%d cores, %d rounds of %d s%n",
        Runtime.getRuntime().availableProcessors(), Measured.ROUNDS, seconds);
    var data = Files.createTempDirectory("jensen-java");
    try (var backend =
            Jensen.builder(data)
                .functions(new Ledger())
                .tables(Ledger.Counter.class, Ledger.Account.class)
                .start();
        var client = ConvexClient.of(backend.url())) {
      var ledger = FilledLedger.fill(backend);
      System.out.println(Measured.HEADER);
      new JavaBenchmark(ledger, client, round).run();
      new JavaTransfers(ledger, client, round).run();
    }
  }

  private void run() throws InterruptedException, ExecutionException {
    for (int callers : CALLERS) {
      for (var measured : Measured.inTurn(mutations(callers), round)) {
        System.out.println(measured.row("mutation  %s".formatted(measured.load().name())));
      }
    }
  }

  private List<NamedLoad> mutations(int callers) {
    int port = ledger.backend().url().getPort();
    var bump = FilledLedger.bump();
    var inProcess = new LongAdder();
    var overSocket = new LongAdder();
    return List.of(
        new NamedLoad(
            "in process",
            callers,
            new InProcessLoad(ledger.backend(), bump, inProcess),
            inProcess::sum),
        new NamedLoad("http", callers, new HttpLoad(port, "/api/mutation", FilledLedger::bumpBody)),
        new NamedLoad(
            "socket, one", callers, new SocketLoad(client, bump, overSocket), overSocket::sum));
  }
}
