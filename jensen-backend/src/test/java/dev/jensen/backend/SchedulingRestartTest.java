package dev.jensen.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.JsonFormat;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Scheduled functions and cron jobs of a whole server that is stopped and started again.
@Timeout(300)
class SchedulingRestartTest {

  private static final String KEY = "acme|secret";
  private static final int TOO_MANY_REQUESTS = 429;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path data;

  private Backend backend;
  private double cursor;

  @BeforeEach
  void start() {
    backend = Backend.start(BackendOptions.defaults(data).withAdminKey(KEY));
  }

  @AfterEach
  void stop() {
    http.close();
    backend.close();
  }

  private void restart() {
    backend.close();
    start();
  }

  @Test
  void whatIsDueAfterARestartRunsThen() throws Exception {
    push("{}");
    var late = schedule(System.currentTimeMillis() + 1500, "late");
    var far = schedule(System.currentTimeMillis() + 3_600_000, "far");

    restart();

    assertThat(until("jobs:job", id(late), job -> job.contains("completedTime")))
        .contains("\"kind\":\"success\"");
    assertThat(query("jobs:job", id(far))).contains("\"kind\":\"pending\"");
    assertThat(query("jobs:notes", "{}")).isEqualTo("[\"late\"]");
  }

  @Test
  void cronJobsFollowThePushes() throws Exception {
    push(crons("first", "one"));
    until("jobs:notes", "{}", notes -> notes.contains("one"));

    restart();
    until("jobs:notes", "{}", notes -> count(notes, "one") >= 2);

    assertThat(runs()).contains("\"name\":\"first\"", "\"type\":\"success\"");

    push(crons("second", "two"));
    until("jobs:notes", "{}", notes -> notes.contains("two"));
    int before = count(query("jobs:notes", "{}"), "one");
    until("jobs:notes", "{}", notes -> count(notes, "two") >= 3);
    assertThat(count(query("jobs:notes", "{}"), "one")).isEqualTo(before);
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  private static String crons(String identifier, String text) {
    return """
    {"%s":{"name":"jobs:note","args":[{"text":"%s"}],"schedule":{"type":"interval","seconds":1}}}\
    """
        .formatted(identifier, text);
  }

  private String schedule(long time, String text) {
    var json =
        run(
            FunctionType.MUTATION,
            "jobs:at",
            "{\"time\":%d,\"text\":\"%s\"}".formatted(time, text));
    return json.substring(1, json.length() - 1);
  }

  private static String id(String id) {
    return "{\"id\":\"%s\"}".formatted(id);
  }

  private String query(String path, String arguments) {
    return run(FunctionType.QUERY, path, arguments);
  }

  private String runs() {
    var query = "_system/frontend/listCronJobRuns";
    return run(FunctionType.QUERY, query, "{}", new Identity.Admin(false));
  }

  private String run(FunctionType type, String path, String arguments) {
    return run(type, path, arguments, new Identity.Unknown());
  }

  private String run(FunctionType type, String path, String arguments, Identity identity) {
    var call =
        new FunctionCall(path, JsonFormat.ENCODED.read(arguments), type, identity, null, "id");
    return switch (patiently(call)) {
      case FunctionResult.Success(var value, _) -> JsonFormat.ENCODED.write(value);
      case FunctionResult.Failure failure -> throw new AssertionError(failure);
    };
  }

  /// On a busy machine it takes a while until the first worker is there.
  private FunctionResult patiently(FunctionCall call) {
    while (true) {
      try {
        return backend.functions().run(call);
      } catch (OverloadedException notYet) {
        assertThat(notYet.code()).isEqualTo("TooManyConcurrentRequests");
      }
    }
  }

  /// Asks again after every note until the answer is as wanted.
  private String until(String path, String arguments, Predicate<String> wanted) throws Exception {
    while (true) {
      var answer = query(path, arguments);
      if (wanted.test(answer)) {
        return answer;
      }
      awaitNote();
    }
  }

  private void awaitNote() throws Exception {
    JsonNode page;
    do {
      page = get("stream_function_logs?cursor=%s".formatted(cursor));
      cursor = page.path("newCursor").asDouble();
    } while (!page.toString().contains("\"identifier\":\"jobs:note\""));
  }

  /// Deploys the test app with these cron jobs, as the command-line tool does.
  private void push(String crons) throws Exception {
    var app = JSON.readTree(Path.of("target", "test-apps", "scheduling.json").toFile());
    var body = JSON.createObjectNode().put("adminKey", KEY).put("dryRun", false);
    body.put("functions", "convex/").putArray("componentDefinitions");
    var definition = body.putObject("appDefinition").put("udfServerVersion", "1.48.0");
    definition.set(
        "definition",
        module(
            "convex.config.js",
            "export default {export: () => JSON.stringify({childComponents: []})};"));
    definition.set("schema", app.get("schema"));
    definition.putArray("unchangedModuleHashes");
    var modules = definition.putArray("changedModules");
    app.get("modules").forEach(modules::add);
    modules.add(
        module(
            "crons.js",
            "export default {isCrons: true, export: () => %s};"
                .formatted(JSON.writeValueAsString(crons))));
    var started = post("deploy2/start_push", body);
    var wait = JSON.createObjectNode().put("adminKey", KEY).put("timeoutMs", 30_000);
    wait.set("schemaChange", started.path("schemaChange"));
    assertThat(post("deploy2/wait_for_schema", wait).path("type").asString()).isEqualTo("complete");
    var finish = JSON.createObjectNode().put("adminKey", KEY).put("dryRun", false);
    finish.set("startPush", started);
    var _ = post("deploy2/finish_push", finish);
  }

  private static ObjectNode module(String path, String source) {
    return JSON.createObjectNode()
        .put("path", path)
        .put("source", source)
        .put("environment", "isolate");
  }

  private JsonNode post(String route, ObjectNode body) throws IOException, InterruptedException {
    return send(
        request(route)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  private JsonNode get(String route) throws IOException, InterruptedException {
    return send(request(route));
  }

  private HttpRequest.Builder request(String route) {
    return HttpRequest.newBuilder(backend.url().resolve("/api/%s".formatted(route)))
        .header("Authorization", "Convex %s".formatted(KEY));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var response = http.send(request.build(), BodyHandlers.ofString());
    while (response.statusCode() == TOO_MANY_REQUESTS) {
      response = http.send(request.build(), BodyHandlers.ofString());
    }
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }
}
