package dev.jensen.benchmarks;

import dev.jensen.client.ConvexClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;

/// [Transfers] written in Java: called inside of the process, and over one socket by the same
/// process, beside the peers over HTTP.
record JavaTransfers(FilledLedger ledger, ConvexClient client, Duration round) {

  private static final List<Integer> IN_FLIGHT = List.of(64, 256);

  void run() throws IOException, InterruptedException, ExecutionException {
    try (var peers = TransferPeers.start()) {
      var byExponent = new ArrayList<List<Measured>>();
      for (double exponent : Transfers.EXPONENTS) {
        byExponent.add(measure(exponent, peers));
      }
      compareExponents(byExponent.getFirst(), byExponent.getLast());
      peers.checkSums();
    }
    Transfers.checkSum("jensen", ledger.sum());
  }

  /// @return ours over the socket
  private List<Measured> measure(double exponent, TransferPeers peers)
      throws InterruptedException, ExecutionException {
    var zipf = new Zipf(Transfers.ACCOUNTS, exponent);
    var transfer = ledger.transfer(zipf);
    var loads = new ArrayList<NamedLoad>();
    loads.add(inProcess(transfer));
    IN_FLIGHT.forEach(inFlight -> loads.add(overSocket(transfer, inFlight)));
    int ours = loads.size();
    loads.addAll(peers.loads(zipf));
    var measured = Measured.inTurn(loads, round);
    for (var each : measured) {
      String name = "transfer  %s, alpha %.1f".formatted(each.load().name(), exponent);
      System.out.println(each.row(name));
    }
    var overSocket = measured.subList(1, ours);
    compareWithBest(exponent, overSocket, measured.subList(ours, measured.size()));
    return overSocket;
  }

  private NamedLoad inProcess(DrawnCall transfer) {
    var refused = new LongAdder();
    var load = new InProcessLoad(ledger.backend(), transfer, refused);
    return new NamedLoad("in process", Transfers.CALLERS, load, refused::sum);
  }

  private NamedLoad overSocket(DrawnCall transfer, int inFlight) {
    var refused = new LongAdder();
    var load = new SocketLoad(client, transfer, refused);
    return new NamedLoad("socket, one", inFlight, load, refused::sum);
  }

  private static void compareWithBest(double exponent, List<Measured> ours, List<Measured> peers) {
    var best = peers.stream().max(Comparator.comparingDouble(Measured::perSecond)).orElseThrow();
    for (var each : ours) {
      System.out.printf(
          "alpha %.1f: over one socket with %d in flight %.2f times the best peer, %s%n",
          exponent, each.load().callers(), each.perSecond() / best.perSecond(), best.load().name());
    }
  }

  private static void compareExponents(List<Measured> uniform, List<Measured> skewed) {
    for (int i = 0; i < uniform.size(); i++) {
      System.out.printf(
          "over one socket with %d in flight: alpha %.1f makes %.0f %% of alpha %.1f%n",
          uniform.get(i).load().callers(),
          Transfers.EXPONENTS.getLast(),
          100 * skewed.get(i).perSecond() / uniform.get(i).perSecond(),
          Transfers.EXPONENTS.getFirst());
    }
  }
}
