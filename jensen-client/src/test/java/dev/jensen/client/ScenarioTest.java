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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The same steps with the official clients and with these: their users get the same.
@Timeout(120)
class ScenarioTest {

  @RegisterExtension private static final ClientApp app = new ClientApp();

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path FOLDER = Path.of("src", "test", "resources", "scenario");
  private static final Path STEPS = FOLDER.resolve("steps.json");
  private static final Path MODULES = Path.of("..", "jensen-backend", "src", "test", "js");

  @Test
  void usersOfBothClientsGetTheSame(@TempDir Path directory) throws Exception {
    var official = official(directory.resolve("errors.txt"));
    var ours = new ArrayList<JsonNode>();
    try (var user = new User(app)) {
      for (var step : JSON.readTree(STEPS.toFile())) {
        ours.add(masked(JSON.writeValueAsString(JSON.readTree(user.take(step)))));
      }
    }

    assertThat(ours).isEqualTo(official);
  }

  private static List<JsonNode> official(Path errors) throws Exception {
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

    String take(JsonNode step) throws Exception {
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
          return next instanceof Value value ? shown(value) : failed((Throwable) next);
        }
        case "unfollow" -> Objects.requireNonNull(subscriptions.get(name)).close();
        case "together" -> {
          return together(step.get("calls"));
        }
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

    /// Makes all calls, and then waits for what comes of each.
    private String together(JsonNode mutations) throws Exception {
      var calls = new ArrayList<CompletableFuture<Value>>();
      for (var step : mutations) {
        calls.add(client.async().mutation(path(step), arguments(step)));
      }
      var outcomes = new ArrayList<String>();
      for (var call : calls) {
        outcomes.add(outcome(call));
      }
      return "{\"outcomes\":%s}".formatted(outcomes);
    }

    private String call(JsonNode step) throws Exception {
      if (step.has("expect")) {
        var expected = step.get("expect");
        return outcome(
            client.mutation(
                path(step),
                arguments(step),
                Value.class,
                queries ->
                    queries.set(path(expected), arguments(expected), value(expected, "value"))));
      }
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
      } catch (FunctionException e) {
        return failed(e);
      }
    }

    private static String outcome(CompletableFuture<Value> call) throws Exception {
      try {
        return shown(call.get(30, TimeUnit.SECONDS));
      } catch (ExecutionException e) {
        return failed(e.getCause());
      }
    }

    private static String failed(@Nullable Throwable failure) {
      if (failure instanceof ConvexError error) {
        return "{\"error\":%s}".formatted(JsonFormat.ENCODED.write(error.data()));
      }
      assertThat(failure).isInstanceOf(FunctionException.class);
      var lines = String.valueOf(Objects.requireNonNull(failure).getMessage()).lines().toList();
      return JSON.createObjectNode().put("failure", lines.get(1)).toString();
    }

    private static String shown(Value value) {
      return "{\"value\":%s}".formatted(JsonFormat.ENCODED.write(value));
    }

    private static String path(JsonNode step) {
      return step.get("path").asString();
    }

    private static Value arguments(JsonNode step) {
      return value(step, "args");
    }

    private static Value value(JsonNode step, String name) {
      return JsonFormat.ENCODED.read(step.get(name).toString().replace("\"$\"", "\"ours\""));
    }

    @Override
    public void close() {
      client.close();
      http.close();
    }
  }
}
