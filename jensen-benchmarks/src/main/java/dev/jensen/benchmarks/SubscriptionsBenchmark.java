package dev.jensen.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/// What one commit costs as more and more subscriptions exist that it does not touch.
///
/// Every subscription is the same query with another key, and each commit changes the row of one of
/// them. Held fixed: 100 sockets that share the subscriptions evenly, one writer that commits when
/// the change before has arrived, functions in TypeScript, all rows there from the beginning. A
/// flat row is what we want.
final class SubscriptionsBenchmark {

  private static final List<Integer> SUBSCRIPTIONS = List.of(1_000, 10_000, 100_000);
  private static final int SOCKETS = 100;
  private static final int ROUNDS = 3;

  /// A server that is far too slow ends its round with fewer commits.
  private static final Duration ROUND_MAX = Duration.ofMinutes(1);

  /// What nobody should get has arrived by then.
  private static final Duration AFTERMATH = Duration.ofMillis(500);

  private static final Table<SubscriptionsRound> TABLE =
      new Table<>(
          List.of(
              new Table.Row<>("sent to answered, p50", round -> round.answeredMillis(50)),
              new Table.Row<>("sent to answered, p99", round -> round.answeredMillis(99)),
              new Table.Row<>("sent to transition, p50", round -> round.arrivedMillis(50)),
              new Table.Row<>("sent to transition, p99", round -> round.arrivedMillis(99)),
              new Table.Row<>("processor time, server", SubscriptionsRound::serverMillis),
              new Table.Row<>("processor time, workers", SubscriptionsRound::workersMillis),
              new Table.Row<>("results to others", SubscriptionsRound::strayResults),
              new Table.Row<>("transitions to others", SubscriptionsRound::strayTransitions),
              new Table.Row<>("commits", SubscriptionsRound::commits)),
          (smallest, larger) -> larger / smallest);

  private final JensenServer server;
  private final SplittableRandom random = new SplittableRandom(1);
  private long number;

  private SubscriptionsBenchmark(JensenServer server) {
    this.server = server;
  }

  static void main(List<String> arguments) throws IOException, InterruptedException {
    var sizes =
        arguments.isEmpty() ? SUBSCRIPTIONS : arguments.stream().map(Integer::valueOf).toList();
    for (int size : sizes) {
      if (size % SOCKETS != 0) {
        throw new IllegalArgumentException(
            "%d sockets cannot share %d subscriptions evenly".formatted(SOCKETS, size));
      }
    }
    try (var server =
        JensenServer.start(Files.createTempDirectory("jensen-subscriptions"), Beats.project())) {
      Beats.fill(server.port(), Collections.max(sizes));
      new SubscriptionsBenchmark(server).run(sizes);
    }
  }

  private void run(List<Integer> sizes) throws IOException, InterruptedException {
    System.out.printf(
        "%d cores, %d sockets, %d rounds of %d commits%n",
        Runtime.getRuntime().availableProcessors(), SOCKETS, ROUNDS, SubscriptionsRound.COMMITS);
    var results = new LinkedHashMap<String, List<SubscriptionsRound>>();
    for (int size : sizes) {
      try {
        measure(size, results);
      } catch (IllegalStateException | UncheckedIOException e) {
        // What was measured before is worth seeing.
        System.out.printf("%,d subscriptions fail: %s%n", size, e);
        break;
      }
    }
    TABLE.print("ms for one commit", results);
  }

  private void measure(int size, SequencedMap<String, List<SubscriptionsRound>> results)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    try (var followers = new Followers(server.port(), SOCKETS, size)) {
      System.out.printf(
          "%,d subscriptions have their first result after %.1f s%n",
          size, (System.nanoTime() - began) / 1e9);
      // Connected no sooner: whoever answers no ping for two minutes is taken for dead.
      try (var writer = Beats.connected(server.port())) {
        round(writer, followers, size);
        var rounds = new ArrayList<SubscriptionsRound>();
        for (int i = 0; i < ROUNDS; i++) {
          rounds.add(round(writer, followers, size));
        }
        results.put("%,d subscriptions".formatted(size), rounds);
      }
    }
  }

  private SubscriptionsRound round(WebSocket writer, Followers followers, int size)
      throws InterruptedException {
    var answered = LoadResult.emptyHistogram();
    var arrived = LoadResult.emptyHistogram();
    long strayResults = followers.strayResults();
    long strayTransitions = followers.strayTransitions();
    var serverBefore = Usage.processorTime(List.of(server.process().pid()));
    var allBefore = Usage.processorTime(server.process().family());
    long end = System.nanoTime() + ROUND_MAX.toNanos();
    for (int i = 0; i < SubscriptionsRound.COMMITS && System.nanoTime() < end; i++) {
      commit(writer, followers, random.nextInt(size), answered, arrived);
    }
    var ofServer = Usage.processorTime(List.of(server.process().pid())).minus(serverBefore);
    var ofAll = Usage.processorTime(server.process().family()).minus(allBefore);
    Thread.sleep(AFTERMATH);
    return new SubscriptionsRound(
        answered,
        arrived,
        ofServer,
        ofAll.minus(ofServer),
        followers.strayResults() - strayResults,
        followers.strayTransitions() - strayTransitions);
  }

  private void commit(
      WebSocket writer, Followers followers, int key, Histogram answered, Histogram arrived) {
    number++;
    followers.expect(key, number);
    long sent = System.nanoTime();
    writer.exchange(Beats.set(key, number));
    answered.recordValue(System.nanoTime() - sent);
    arrived.recordValue(followers.awaitArrival() - sent);
  }
}
