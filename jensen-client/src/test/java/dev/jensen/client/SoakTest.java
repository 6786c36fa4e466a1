package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One client that follows, calls, gives up waiting, changes its user and loses its connection
/// again and again, for as long as `soak` says: nothing of it may pile up.
///
/// The server is in the same process, so what is counted are the client's own objects, and those of
/// the JDK's HTTP client, that a full collection leaves.
@EnabledIfSystemProperty(
    named = "soak",
    matches = "P.+",
    disabledReason = "only in the profile long")
@Timeout(value = 3, unit = TimeUnit.HOURS)
class SoakTest {

  @RegisterExtension private static final ClientApp app = new ClientApp();

  /// After as many, everything has been there at once that will be.
  private static final int WARM_UP_ROUNDS = 6;

  private static final int ROUNDS_MIN = 12;
  private static final int SUBSCRIPTIONS = 20;
  private static final int MUTATIONS = 10;

  /// What may be under way when it is counted: the subscriptions of the last round, and a
  /// connection or two. One object kept of each connection is more after a few minutes.
  private static final int SLACK = 30;

  private static final Pattern COUNTED =
      Pattern.compile(
          "\\d+: +(\\d+) +\\d+ +((?:dev\\.jensen\\.client|jdk\\.internal\\.net\\.http)\\.\\S*)");

  @Test
  void nothingPilesUp() throws Exception {
    var soak = Duration.parse(System.getProperty("soak", "PT0S"));
    try (var proxy = new CuttingProxy(app.url());
        var client = ConvexClient.of(proxy.url())) {
      var played = new Played(app, proxy, client);
      int round = 0;
      for (; round < WARM_UP_ROUNDS; round++) {
        played.play(round);
      }
      var before = objects();
      long end = System.nanoTime() + soak.toNanos();
      for (; round < ROUNDS_MIN || System.nanoTime() < end; round++) {
        played.play(round);
      }
      var after = objects();

      System.out.printf("%d rounds, %d connections%n", round, proxy.connections());
      assertThat(proxy.connections()).isGreaterThan(round / 3);
      assertThat(grown(before, after)).isEmpty();
    }
  }

  /// By how much, for each class of which there are many more.
  private static Map<String, Long> grown(Map<String, Long> before, Map<String, Long> after) {
    var grown = new TreeMap<String, Long>();
    after.forEach((type, count) -> {
      long more = count - before.getOrDefault(type, 0L);
      if (more > SLACK) {
        grown.put(type, more);
      }
    });
    return grown;
  }

  /// What the rounds are played with.
  private record Played(ClientApp app, CuttingProxy proxy, ConvexClient client) {

    void play(int round) throws Exception {
      var channel = "soak-" + round;
      var arguments = Map.of("channel", channel);
      if (round % 4 == 0) {
        client.setAuth(refresh -> app.token("user-" + round));
      }
      var all = new CompletableFuture<Long>();
      var subscriptions = new ArrayList<Subscription>();
      for (int i = 0; i < SUBSCRIPTIONS; i++) {
        subscriptions.add(
            client.subscribe(
                "notes:count", Map.of("channel", channel + "-" + i), Long.class, count -> {}));
      }
      subscriptions.add(
          client.subscribe(
              "notes:count",
              arguments,
              Long.class,
              count -> {
                if (count == MUTATIONS) {
                  all.complete(count);
                }
              }));
      var added = new ArrayList<CompletableFuture<String>>();
      for (int i = 0; i < MUTATIONS; i++) {
        added.add(
            client
                .async()
                .mutation("notes:add", Map.of("channel", channel, "text", "n" + i), String.class));
        if (i == MUTATIONS / 2) {
          disturb(round, added);
        }
      }
      for (var each : added) {
        each.get(2, TimeUnit.MINUTES);
      }
      all.get(2, TimeUnit.MINUTES);
      giveUp(channel);
      subscriptions.forEach(Subscription::close);
      // Last, because it waits: then the client is done with the above.
      callOnce(channel);
    }

    /// Calls of all other kinds, well and badly.
    private void callOnce(String channel) throws Exception {
      var arguments = Map.of("channel", channel);
      var note = Map.of("channel", channel, "text", "early");
      client
          .mutation(
              "notes:add", note, String.class, queries -> queries.set("notes:count", arguments, 0L))
          .get(2, TimeUnit.MINUTES);
      assertThat(client.query("notes:count", arguments, Long.class)).isEqualTo(MUTATIONS + 1);
      assertThatThrownBy(() -> client.mutation("notes:add", Map.of("channel", channel, "text", "")))
          .isInstanceOf(ConvexError.class);
      assertThat(client.action("notes:shout", note, String.class)).isEqualTo("EARLY");
      var first = new FirstResult<QueryResult<Long>>();
      client.watch("notes:count", arguments, Long.class).subscribe(first);
      first.get(2, TimeUnit.MINUTES);
    }

    /// Waits for nothing of this.
    private void giveUp(String channel) {
      for (int i = 0; i < SUBSCRIPTIONS; i++) {
        var arguments = Map.of("channel", channel + "-given-up-" + i);
        client.async().query("notes:count", arguments, Long.class).cancel(false);
        client.watch("notes:count", arguments, Long.class).subscribe(new CancelledSubscriber<>());
      }
    }

    /// Every second round goes undisturbed; the others lose the connection in one of three ways.
    private void disturb(int round, List<CompletableFuture<String>> added) throws Exception {
      switch (round % 6) {
        case 1 -> {
          added.getFirst().get(2, TimeUnit.MINUTES);
          proxy.cut();
        }
        case 3 -> {
          proxy.deafen();
          proxy.cut();
        }
        case 5 -> {
          proxy.refuse(true);
          proxy.refuse(false);
        }
        default -> {}
      }
    }
  }

  /// How many objects of the clients there are after a full collection, by their class.
  private static Map<String, Long> objects() throws Exception {
    var histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    var objects = new TreeMap<String, Long>();
    COUNTED
        .matcher(histogram)
        .results()
        .forEach(line -> objects.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum));
    return objects;
  }
}
