package dev.jensen.benchmarks;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// How long it takes until all subscribers of one row have its new value: Jensen beside Parse
/// Server's LiveQuery and a broadcast written by hand, both on PostgreSQL.
///
/// One writer writes when all have the value before. Held fixed: one row of some 100 bytes,
/// loopback WebSockets without compression, subscribers that only look for the value. All systems
/// run at the same time, idle but for the one that is measured; their rounds are interleaved, each
/// with new subscribers.
final class FanoutBenchmark {

  private static final List<Integer> SUBSCRIBERS = List.of(100, 1_000, 10_000);
  private static final int ROUNDS = 3;

  /// A server compiles for its first half minute; what is measured is what comes after.
  private static final int WARM_UP_ROUNDS = 10;

  private static final int WARM_UP_SUBSCRIBERS = 100;

  private static final Table<FanoutRound> TABLE =
      new Table<>(
          List.of(
              new Table.Row<>("acknowledged to all, p50", round -> round.lastMillis(50)),
              new Table.Row<>("acknowledged to all, p99", round -> round.lastMillis(99)),
              new Table.Row<>("acknowledged to each, p50", round -> round.eachMillis(50)),
              new Table.Row<>("acknowledged to each, p99", round -> round.eachMillis(99)),
              new Table.Row<>("sent to acknowledged, p50", round -> round.acknowledgedMillis(50)),
              new Table.Row<>("sent to all, p50", round -> round.sentToLastMillis(50)),
              new Table.Row<>("sent to all, p99", round -> round.sentToLastMillis(99)),
              new Table.Row<>("processor time, server", FanoutRound::serverMillis),
              new Table.Row<>("processor time, clients", FanoutRound::clientsMillis),
              new Table.Row<>("writes", FanoutRound::writes)),
          (jensen, peer) -> jensen / peer);

  private final List<Feed> feeds;
  private final AtomicLong numbers = new AtomicLong();

  private FanoutBenchmark(List<Feed> feeds) {
    this.feeds = new ArrayList<>(feeds);
  }

  static void main(List<String> arguments) {
    var sizes =
        arguments.isEmpty() ? SUBSCRIBERS : arguments.stream().map(Integer::valueOf).toList();
    sizes.forEach(FileDescriptors::require);
    Path project = JavaScriptProject.install("fanout");
    try (var jensen = JensenFeed.start();
        var parse = ParseFeed.start(project);
        var broadcast = BroadcastFeed.start(project)) {
      System.out.printf(
          "%d cores, %d rounds of %d writes; ms for one write, ratios of Jensen to the peer%n",
          Runtime.getRuntime().availableProcessors(), ROUNDS, FanoutRound.WRITES);
      var benchmark = new FanoutBenchmark(List.of(jensen, parse, broadcast));
      benchmark.warmUp();
      sizes.forEach(benchmark::measure);
    }
  }

  private void warmUp() {
    for (var feed : feeds) {
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        FanoutRound.run(feed, WARM_UP_SUBSCRIBERS, numbers::incrementAndGet);
      }
    }
  }

  private void measure(int subscribers) {
    var results = new LinkedHashMap<String, List<FanoutRound>>();
    for (int i = 0; i < ROUNDS; i++) {
      for (var feed : List.copyOf(feeds)) {
        try {
          var round = FanoutRound.run(feed, subscribers, numbers::incrementAndGet);
          results.computeIfAbsent(feed.name(), _ -> new ArrayList<>()).add(round);
        } catch (IllegalStateException | UncheckedIOException e) {
          // The others can still be measured.
          System.out.printf(
              "%s fails with %d subscribers and is left out: %s%n", feed.name(), subscribers, e);
          feeds.remove(feed);
        }
      }
    }
    TABLE.print("%,d subscribers".formatted(subscribers), results);
  }
}
