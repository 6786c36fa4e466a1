package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.wire.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Recorded conversations of the official client, spoken by this one: where a recording has a frame
/// of the deployment, this deployment says it, and where it has one of the client, this client must
/// say the same.
@Timeout(60)
class GoldenTraceTest {

  private static final String KEY = "acme|secret";
  private static final Path TRACES =
      Path.of("..", "jensen-cli", "src", "test", "resources", "clients");
  private static final Pattern MASKED_TIME = Pattern.compile("\"t(\\d+)\"");
  private static final List<String> OF_ONE_RUN = List.of("clientTs", "sessionId");

  /// What the user of the recorded client did, in order; each makes the client say something.
  private static Deque<Runnable> script(ConvexClient client) {
    var page = Map.of("paginationOpts", new PaginationOptions(1, null, 1));
    var subscriptions = new ArrayDeque<Subscription>();
    var steps = new ArrayDeque<Runnable>();
    steps.add(() -> add(client, "milk"));
    steps.add(() -> add(client, ""));
    steps.add(() -> add(client, "tea"));
    steps.add(() -> subscriptions.add(follow(client, "notes:pages", page)));
    steps.add(() -> subscriptions.add(follow(client, "notes:none", Map.of())));
    steps.add(() -> subscriptions.removeLast().close());
    steps.add(() -> {
      var _ = client.async().action("notes:shout", Map.of("text", "a"));
    });
    steps.add(() -> client.setAdminAuth(KEY));
    steps.add(() -> add(client, "jam"));
    steps.add(() -> subscriptions.removeLast().close());
    return steps;
  }

  record PaginationOptions(int numItems, @Nullable String cursor, int id) {}

  private static void add(ConvexClient client, String text) {
    var _ = client.async().mutation("notes:add", Map.of("text", text));
  }

  private static Subscription follow(ConvexClient client, String path, Object arguments) {
    return client.subscribe(path, arguments, Object.class, new Told<>());
  }

  @Test
  void theJavaClientSaysWhatTheOfficialOneSays() throws Exception {
    replay("trace.txt", GoldenTraceTest::script);
  }

  /// Its answer was lost with the connection.
  @Test
  void aMutationIsSentAgainAsTheOfficialClientSendsIt() throws Exception {
    replay(
        "trace-again.txt",
        client -> {
          var steps = new ArrayDeque<Runnable>();
          steps.add(() -> add(client, "milk"));
          return steps;
        });
  }

  private static void replay(String trace, Function<ConvexClient, Deque<Runnable>> script)
      throws Exception {
    try (var deployment = new ScriptedDeployment();
        var proxy = new CuttingProxy(deployment.url());
        var client = ConvexClient.of(proxy.url())) {
      follow(client, "notes:list", Map.of());
      var steps = script.apply(client);
      var peer = deployment.accept();
      boolean isOwed = true;

      for (var line : frames(trace)) {
        if (line.startsWith("S ")) {
          peer.say(unmasked(line.substring(2)));
          isOwed = false;
        } else if (line.startsWith("- closed")) {
          proxy.cut();
          peer = deployment.accept();
          isOwed = true;
        } else {
          if (!isOwed) {
            steps.remove().run();
          }
          assertThat(comparable(peer.next())).isEqualTo(recorded(line.substring(2)));
        }
      }

      assertThat(steps).isEmpty();
      assertThat(peer.waiting()).isZero();
    }
  }

  private static List<String> frames(String trace) throws IOException {
    return Files.readAllLines(TRACES.resolve(trace)).stream()
        .filter(line -> line.matches("[CS-] .*"))
        .toList();
  }

  private static String unmasked(String frame) {
    var text =
        MASKED_TIME
            .matcher(frame)
            .replaceAll(time -> '"' + new Timestamp(Long.parseLong(time.group(1))).encode() + '"');
    return text.replace("\"N\"", "1").replace("\"KEY\"", '"' + KEY + '"');
  }

  private static JsonNode recorded(String frame) {
    // A journal of null is none, and this client leaves it out.
    return comparable(
        JsonMapper.shared().readTree(unmasked(frame).replace(",\"journal\":null", "")));
  }

  private static JsonNode comparable(JsonNode frame) {
    return ((ObjectNode) frame).without(OF_ONE_RUN);
  }
}
