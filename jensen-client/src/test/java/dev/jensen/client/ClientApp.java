package dev.jensen.client;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.token.TestIssuer;
import dev.jensen.backend.token.TestToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A running backend with the app `client` of jensen-backend's tests, and the issuer it trusts.
final class ClientApp implements AutoCloseable {

  static final String KEY = "acme|secret";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path APP =
      Path.of("..", "jensen-backend", "target", "test-apps", "client.json");

  private final Path data;
  private final TestIssuer issuer = new TestIssuer();
  private Backend backend;

  ClientApp(Path data) throws Exception {
    this.data = data;
    this.backend = Backend.start(BackendOptions.defaults(data).withAdminKey(KEY));
    var body = JSON.createObjectNode();
    body.putArray("changes").addObject().put("name", "ISSUER").put("value", issuer.url());
    administer("/api/update_environment_variables", body);
    push();
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
    return backend.url();
  }

  /// A token of `subject` from the issuer that the app trusts, different each time.
  String token(String subject) {
    return expiring(subject, 3600);
  }

  /// A token that is good for some seconds.
  String expiring(String subject, long seconds) {
    var now = Instant.now();
    return new TestToken(issuer.url(), now)
        .claim("sub", "\"%s\"".formatted(subject))
        .claim("exp", Long.toString(now.getEpochSecond() + seconds))
        .claim("jti", "\"%d\"".formatted(System.nanoTime()))
        .signed();
  }

  /// A token for another application.
  String foreignToken() {
    return new TestToken(issuer.url(), Instant.now()).claim("aud", "\"other\"").signed();
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
    var url = url();
    backend.close();
    backend =
        Backend.start(BackendOptions.defaults(data).withAdminKey(KEY).withPorts(url.getPort(), 0));
  }

  @Override
  public void close() {
    backend.close();
    issuer.close();
  }
}
