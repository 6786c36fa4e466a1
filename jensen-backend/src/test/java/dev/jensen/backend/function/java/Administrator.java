package dev.jensen.backend.function.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.Backend;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Has the admin key of a deployment.
record Administrator(Backend backend, String key) {

  private static final JsonMapper JSON = JsonMapper.shared();

  /// The server asks to be asked again.
  private static final int BUSY = 429;

  /// Pushes one of the applications in `src/test/js/apps`.
  void push(String app) throws Exception {
    var started = post("/api/deploy2/start_push", application(app));
    post(
        "/api/deploy2/wait_for_schema",
        JSON.createObjectNode()
            .put("timeoutMs", 10_000)
            .set("schemaChange", started.get("schemaChange")));
    post(
        "/api/deploy2/finish_push",
        JSON.createObjectNode().put("dryRun", false).set("startPush", started));
  }

  /// The request that begins to push an application.
  static JsonNode application(String app) {
    var body = JSON.createObjectNode().put("dryRun", false).put("functions", "convex/");
    body.putArray("componentDefinitions");
    var definition = body.putObject("appDefinition").putNull("schema");
    definition
        .put("udfServerVersion", "1.48.0")
        .set(
            "changedModules",
            JSON.readTree(Path.of("target", "test-apps", app + ".json").toFile()).get("modules"))
        .putArray("unchangedModuleHashes");
    definition
        .putObject("definition")
        .put("path", "convex.config.js")
        .put("environment", "isolate")
        .put("source", "export default { export: () => '{\"childComponents\":[]}' };");
    return body;
  }

  JsonNode post(String path, JsonNode body) throws Exception {
    var response = send(path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
  }

  HttpResponse<String> send(String path, JsonNode body) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(backend.url().resolve(path))
              .header("Content-Type", "application/json")
              .header("Authorization", "Convex " + key)
              .POST(BodyPublishers.ofString(body.toString()))
              .build();
      var response = http.send(request, BodyHandlers.ofString());
      while (response.statusCode() == BUSY) {
        response = http.send(request, BodyHandlers.ofString());
      }
      return response;
    }
  }
}
