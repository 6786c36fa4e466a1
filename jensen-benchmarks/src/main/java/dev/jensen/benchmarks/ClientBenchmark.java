package dev.jensen.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a client costs that follows queries, beside the official one in the same run.
///
/// Both hear the same from `replay.mjs`, which does nothing but send: messages with a result of 100
/// characters as fast as they are taken, then one result for each of many subscriptions. A message
/// counts as received when the listener has heard of it or of a later one, as both clients may
/// skip. Rounds are interleaved, each in a fresh process and after half as many messages to warm
/// up; the table shows the median and the spread. What Node does not tell stands as NaN: how much
/// its versions before 24 allocate.
final class ClientBenchmark {

  private static final int MESSAGES = 200_000;
  private static final int SUBSCRIPTIONS = 1_000;
  private static final int ROUNDS = 3;
  private static final Pattern READY = Pattern.compile("ready: (\\S+)");
  private static final Pattern RECEIVED = Pattern.compile("received (\\S+) (\\S+) (\\S+)");

  private static final Table<Round> TABLE =
      new Table<>(
          List.of(
              new Table.Row<>("messages/s received", Round::perSecond),
              new Table.Row<>("bytes allocated/message", Round::allocated),
              new Table.Row<>("heap bytes/subscription", Round::subscription)),
          (first, other) -> other / first);

  private ClientBenchmark() {}

  private record Round(double perSecond, double allocated, double subscription) {}

  static void main(List<String> arguments) {
    int messages = arguments.isEmpty() ? MESSAGES : Integer.parseInt(arguments.getFirst());
    Path project = JavaScriptProject.install("live");
    var rounds = new LinkedHashMap<String, List<Round>>();
    try (var replay = ChildProcess.start(project, Map.of(), List.of("node", "replay.mjs"))) {
      String url = replay.await(READY).group(1);
      for (int i = 0; i < ROUNDS; i++) {
        rounds
            .computeIfAbsent("jensen-client", _ -> new ArrayList<>())
            .add(run(Path.of("."), java(), url, messages));
        rounds
            .computeIfAbsent("convex (npm)", _ -> new ArrayList<>())
            .add(run(project, List.of("node", "receive.mjs"), url, messages));
      }
    }
    TABLE.print("%,d messages, %,d subscriptions".formatted(messages, SUBSCRIPTIONS), rounds);
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        ClientReceiver.class.getName());
  }

  private static Round run(Path directory, List<String> command, String url, int messages) {
    var line = new ArrayList<>(command);
    line.addAll(List.of(url, Integer.toString(messages), Integer.toString(SUBSCRIPTIONS)));
    try (var client = ChildProcess.start(directory, Map.of(), line)) {
      var received = client.await(RECEIVED);
      return new Round(
          Double.parseDouble(received.group(1)),
          Double.parseDouble(received.group(2)),
          Double.parseDouble(received.group(3)));
    }
  }
}
