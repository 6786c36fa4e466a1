package dev.jensen.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Calls per second over HTTP, beside Node and PostgreSQL in the same run.
///
/// A mutation reads one row by key and inserts one; a query reads one row by key. Held fixed: 1 000
/// rows, JSON over kept-alive loopback connections, closed loop. Rounds of all servers are
/// interleaved; the table shows the median round and the spread.
final class CallsBenchmark {

  /// Rows that calls pick from.
  private static final int ROWS = 1_000;

  private static final String FRESH = "mutation  jensen, fresh context";
  private static final String REUSED = "mutation  jensen, reused context";
  private static final List<Integer> CALLERS = List.of(1, 8, 64);

  private final Duration warmUp;
  private final Duration round;
  private final int rounds;

  private CallsBenchmark(Duration warmUp, Duration round, int rounds) {
    this.warmUp = warmUp;
    this.round = round;
    this.rounds = rounds;
  }

  static void main(List<String> arguments) throws IOException {
    int seconds = arguments.isEmpty() ? 5 : Integer.parseInt(arguments.getFirst());
    new CallsBenchmark(Duration.ofSeconds(2L * seconds), Duration.ofSeconds(seconds), 3).run();
  }

  private void run() throws IOException {
    Path project = JavaScriptProject.install("calls");
    Path data = Files.createTempDirectory("jensen-calls");
    try (var jensen = JensenServer.start(data, project);
        var peer = PostgresPeer.start(project, "peer.mjs", Integer.toString(ROWS))) {
      fill(jensen.port());
      var loads = workloads(jensen.port(), peer.port());
      measure(loads);
      printShares(jensen, loads);
      System.out.println(jensen.startAndMemory());
    }
  }

  private static void fill(int port) throws IOException {
    try (var connection = new HttpConnection(port)) {
      String answer =
          connection.post(
              "/api/mutation",
              "{\"path\":\"fresh:fill\",\"args\":[{\"count\":%d}]}".formatted(ROWS));
      if (!answer.contains("success")) {
        throw new IllegalStateException("filling failed: " + answer);
      }
    }
  }

  private static SequencedMap<String, HttpLoad> workloads(int jensen, int peer) {
    var loads = new LinkedHashMap<String, HttpLoad>();
    loads.put(FRESH, jensen(jensen, "mutation", "fresh:bump"));
    loads.put(REUSED, jensen(jensen, "mutation", "reuse:bump"));
    loads.put("mutation  node + postgresql", peer(peer, "bump"));
    loads.put("query     jensen, cached", jensen(jensen, "query", "fresh:get"));
    loads.put("query     node + postgresql", peer(peer, "get"));
    return loads;
  }

  private void measure(SequencedMap<String, HttpLoad> loads) {
    System.out.printf(
        "%d cores, %d rounds of %ds%n",
        Runtime.getRuntime().availableProcessors(), rounds, round.toSeconds());
    loads.values().forEach(load -> load.run(CALLERS.getLast(), warmUp));
    System.out.printf("%-34s %7s %s%n", "", "callers", Rounds.HEADER);
    for (int callers : CALLERS) {
      var results = new LinkedHashMap<String, List<LoadResult>>();
      for (int i = 0; i < rounds; i++) {
        loads.forEach((name, load) ->
            results.computeIfAbsent(name, _ -> new ArrayList<>()).add(load.run(callers, round)));
      }
      results.forEach((name, each) -> print(name, callers, Rounds.of(each)));
    }
  }

  private void printShares(JensenServer jensen, SequencedMap<String, HttpLoad> loads)
      throws IOException {
    for (var load : loads.entrySet()) {
      if (!load.getKey().equals(FRESH) && !load.getKey().equals(REUSED)) {
        continue;
      }
      for (int callers : CALLERS) {
        var shares =
            TimeShares.record(jensen.process().pid(), () -> load.getValue().run(callers, round));
        System.out.printf("%-34s %7d %s%n", load.getKey(), callers, shares);
      }
    }
  }

  private static void print(String name, int callers, Rounds rounds) {
    System.out.printf("%-34s %7d %s%n", name, callers, rounds.row());
  }

  private static HttpLoad jensen(int port, String endpoint, String path) {
    return new HttpLoad(port, "/api/" + endpoint, i -> call(path, i));
  }

  private static HttpLoad peer(int port, String path) {
    return new HttpLoad(port, "/", i -> call(path, i));
  }

  private static String call(String path, int number) {
    return "{\"path\":\"%s\",\"format\":\"convex_encoded_json\",\"args\":[{\"key\":%d}]}"
        .formatted(path, Math.floorMod(number * 7919, ROWS));
  }
}
