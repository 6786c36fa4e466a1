package dev.jensen.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The same steps with the official clients and with these: their users get the same.
@Timeout(120)
class ScenarioTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path FOLDER = Path.of("src", "test", "resources", "scenario");
  private static final Path STEPS = FOLDER.resolve("steps.json");
  private static final Path MODULES = Path.of("..", "jensen-backend", "src", "test", "js");

  @Test
  void usersOfBothClientsGetTheSame(@TempDir Path data) throws Exception {
    try (var app = new ClientApp(data.resolve("data"))) {
      var official = official(app, data.resolve("errors.txt"));
      var ours = new ArrayList<JsonNode>();
      try (var user = new User(app)) {
        for (var step : JSON.readTree(STEPS.toFile())) {
          ours.add(masked(JSON.writeValueAsString(JSON.readTree(user.take(step)))));
        }
      }

      assertThat(ours).isEqualTo(official);
    }
  }

  private static List<JsonNode> official(ClientApp app, Path errors) throws Exception {
    var node =
        new ProcessBuilder(
                "node",
                FOLDER.resolve("official.mjs").toString(),
                STEPS.toString(),
                app.url().toString(),
                "official",
                app.token("alice"),
                MODULES.toAbsolutePath().normalize().toString())
            .redirectError(errors.toFile())
            .start();
    var output = new String(node.getInputStream().readAllBytes(), UTF_8);
    assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(node.exitValue()).as(Files.readString(errors)).isZero();
    return output.lines().map(ScenarioTest::masked).toList();
  }

  /// Without what differs from run to run.
  private static JsonNode masked(String line) {
    return JSON.readTree(
        line.replaceAll("\"(official|ours)\"", "\"CHANNEL\"")
            .replaceAll("\"[0-9a-z]{31,37}\"", "\"ID\""));
  }

  /// Takes steps with the Java clients.
  private static final class User implements AutoCloseable {

    private final ConvexClient client;
    private final ConvexHttpClient http;
    private final String token;
    private final Map<String, Told<Value>> told = new HashMap<>();
    private final Map<String, Subscription> subscriptions = new HashMap<>();

    User(ClientApp app) {
      client = ConvexClient.of(app.url());
      http = ConvexHttpClient.of(app.url());
      token = app.token("alice");
    }

    String take(JsonNode step) throws InterruptedException {
      var name = step.path("name").asString("");
      switch (step.get("do").asString()) {
        case "follow" -> {
          told.put(name, new Told<>());
          subscriptions.put(
              name,
              client.subscribe(
                  path(step),
                  arguments(step),
                  Value.class,
                  Objects.requireNonNull(told.get(name))));
        }
        case "shows" -> {
          var next = Objects.requireNonNull(told.get(name)).next();
          return shown((Value) Objects.requireNonNull(next));
        }
        case "unfollow" -> Objects.requireNonNull(subscriptions.get(name)).close();
        case "login" -> {
          client.setAuth(token);
          http.setAuth(token);
        }
        case "logout" -> {
          client.clearAuth();
          http.clearAuth();
        }
        default -> {
          return call(step);
        }
      }
      return "{}";
    }

    private String call(JsonNode step) {
      var kind = step.get("do").asString();
      ConvexFunctions caller = kind.startsWith("http.") ? http : client;
      try {
        return shown(
            switch (kind.replace("http.", "")) {
              case "query" -> caller.query(path(step), arguments(step));
              case "mutation" -> caller.mutation(path(step), arguments(step));
              case "action" -> caller.action(path(step), arguments(step));
              default -> throw new AssertionError(kind);
            });
      } catch (ConvexError e) {
        return "{\"error\":%s}".formatted(JsonFormat.ENCODED.write(e.data()));
      } catch (FunctionException e) {
        var lines = String.valueOf(e.getMessage()).lines().toList();
        return JSON.createObjectNode().put("failure", lines.get(1)).toString();
      }
    }

    private static String shown(Value value) {
      return "{\"value\":%s}".formatted(JsonFormat.ENCODED.write(value));
    }

    private static String path(JsonNode step) {
      return step.get("path").asString();
    }

    private static Value arguments(JsonNode step) {
      return JsonFormat.ENCODED.read(step.get("args").toString().replace("\"$\"", "\"ours\""));
    }

    @Override
    public void close() {
      client.close();
      http.close();
    }
  }
}
