package dev.jensen.client;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.token.TestIssuer;
import dev.jensen.backend.token.TestToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A backend with the app `client` of jensen-backend's tests, and the issuer it trusts; they run
/// while the tests of the class do that registers this.
final class ClientApp implements BeforeAllCallback, AfterAllCallback {

  static final String KEY = "acme|secret";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path APP =
      Path.of("..", "jensen-backend", "target", "test-apps", "client.json");

  private @Nullable Running running;

  /// What there is of it while it runs.
  private record Running(Path directory, TestIssuer issuer, Backend backend) {

    static Running start() throws Exception {
      // Extensions are given no directory by JUnit.
      var directory = Files.createTempDirectory("jensen-client-app");
      return new Running(directory, new TestIssuer(), backend(directory, 0));
    }

    private static Backend backend(Path directory, int port) {
      return Backend.start(
          BackendOptions.defaults(directory.resolve("data")).withAdminKey(KEY).withPorts(port, 0));
    }

    Running restarted() {
      int port = backend.url().getPort();
      backend.close();
      return new Running(directory, issuer, backend(directory, port));
    }

    void stop() throws IOException {
      backend.close();
      issuer.close();
      try (var files = Files.walk(directory)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    running = Running.start();
    var body = JSON.createObjectNode();
    body.putArray("changes").addObject().put("name", "ISSUER").put("value", running.issuer().url());
    administer("/api/update_environment_variables", body);
    push();
  }

  /// Also called if it could not be started.
  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (running != null) {
      running.stop();
    }
  }

  private Running running() {
    return Objects.requireNonNull(running, "not registered as an extension");
  }

  private void push() throws Exception {
    var body = JSON.createObjectNode().put("dryRun", false).put("functions", "convex/");
    body.putArray("componentDefinitions");
    var definition = body.putObject("appDefinition").putNull("schema");
    definition
        .put("udfServerVersion", "1.48.0")
        .set("changedModules", JSON.readTree(APP.toFile()).get("modules"))
        .putArray("unchangedModuleHashes");
    definition
        .putObject("definition")
        .put("path", "convex.config.js")
        .put("environment", "isolate")
        .put("source", "export default { export: () => '{\"childComponents\":[]}' };");
    var started = administer("/api/deploy2/start_push", body);
    administer(
        "/api/deploy2/finish_push",
        JSON.createObjectNode().put("dryRun", false).set("startPush", started));
  }

  private JsonNode administer(String path, JsonNode body) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(url().resolve(path))
              .header("Content-Type", "application/json")
              .header("Authorization", "Convex " + KEY)
              .POST(BodyPublishers.ofString(body.toString()))
              .build();
      var response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new AssertionError(response.body());
      }
      return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    }
  }

  URI url() {
    return running().backend().url();
  }

  /// A token of `subject` from the issuer that the app trusts, different each time.
  String token(String subject) {
    return expiring(subject, 3600);
  }

  /// A token that is good for some seconds.
  String expiring(String subject, long seconds) {
    var now = Instant.now();
    return new TestToken(running().issuer().url(), now)
        .claim("sub", "\"%s\"".formatted(subject))
        .claim("exp", Long.toString(now.getEpochSecond() + seconds))
        .claim("jti", "\"%d\"".formatted(System.nanoTime()))
        .signed();
  }

  /// A token for another application.
  String foreignToken() {
    return new TestToken(running().issuer().url(), Instant.now())
        .claim("aud", "\"other\"")
        .signed();
  }

  /// A new token of the service `name`, which may call what `allow` names.
  String serviceToken(String name, String allow) throws Exception {
    var body = JSON.createObjectNode().put("name", name).put("lifetimeSeconds", 3600);
    body.putArray("allow").add(allow);
    return administer("/api/jensen/v1/tokens/create", body).get("token").asString();
  }

  /// Takes the token of the service `name` back.
  void revoke(String name) throws Exception {
    administer("/api/jensen/v1/tokens/revoke", JSON.createObjectNode().put("name", name));
  }

  /// Stops the backend and starts it again at the same address.
  void restart() {
    running = running().restarted();
  }
}
