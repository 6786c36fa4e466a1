package dev.jensen.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// What several rounds of a load gave.
///
/// @param refused calls that did not succeed, of all rounds
record Measured(NamedLoad load, Rounds rounds, long refused) {

  static final int ROUNDS = 3;

  static final String HEADER =
      "%-50s %7s %s %8s".formatted("", "at once", Rounds.HEADER, "refused");

  /// Runs each of `loads` once to warm it up, and then all of them in turn, several times.
  static List<Measured> inTurn(List<NamedLoad> loads, Duration round)
      throws InterruptedException, ExecutionException {
    for (var each : loads) {
      var _ = run(each, round);
    }
    long[] before = loads.stream().mapToLong(each -> each.refused().getAsLong()).toArray();
    var results = new ArrayList<List<LoadResult>>();
    loads.forEach(_ -> results.add(new ArrayList<>()));
    for (int i = 0; i < ROUNDS; i++) {
      for (int j = 0; j < loads.size(); j++) {
        results.get(j).add(run(loads.get(j), round));
      }
    }
    var measured = new ArrayList<Measured>();
    for (int j = 0; j < loads.size(); j++) {
      var load = loads.get(j);
      long refused = load.refused().getAsLong() - before[j];
      measured.add(new Measured(load, Rounds.of(results.get(j)), refused));
    }
    return measured;
  }

  private static LoadResult run(NamedLoad load, Duration round)
      throws InterruptedException, ExecutionException {
    return load.load().run(load.callers(), round);
  }

  double perSecond() {
    return rounds.median().callsPerSecond();
  }

  /// A row of a table; [#HEADER] is what stands above.
  String row(String name) {
    return "%-50s %7d %s %8d".formatted(name, load.callers(), rounds.row(), refused);
  }
}
