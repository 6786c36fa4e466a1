package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.function.java.JavaFunctions;
import dev.jensen.backend.token.Publisher;
import dev.jensen.backend.token.TestIssuer;
import dev.jensen.backend.token.TestToken;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.backend.world.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A running backend with the app `auth` of `src/test/js/apps`, and the issuer it trusts.
final class AuthenticatedApp implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  static final String KEY = "acme|secret";

  final TestIssuer issuer = new TestIssuer();
  private final Backend backend;
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocketClient sockets = RawSocket.newClient();

  AuthenticatedApp(Path data) throws Exception {
    this(data, "auth");
  }

  /// The same with another of the test apps.
  AuthenticatedApp(Path data, String app) throws Exception {
    this(data, app, new SystemWorld());
  }

  /// The same in another world than the real one.
  AuthenticatedApp(Path data, String app, World world) throws Exception {
    var options = BackendOptions.defaults(data).withAdminKey(KEY);
    backend = Backend.start(options, JavaFunctions.NONE, world);
    set("ISSUER", issuer.url());
    set("KEYS", Publisher.keySet(Publisher.key().toPublicJWK()));
    push(app);
  }

  private void set(String variable, String value) throws Exception {
    var body = JSON.createObjectNode();
    body.putArray("changes").addObject().put("name", variable).put("value", value);
    administer("/api/update_environment_variables", body);
  }

  private void push(String name) throws Exception {
    var app = JSON.readTree(Path.of("target", "test-apps", "%s.json".formatted(name)).toFile());
    var body = JSON.createObjectNode().put("dryRun", false).put("functions", "convex/");
    body.putArray("componentDefinitions");
    var definition = body.putObject("appDefinition").putNull("schema");
    definition
        .put("udfServerVersion", "1.48.0")
        .set("changedModules", app.get("modules"))
        .putArray("unchangedModuleHashes");
    definition
        .putObject("definition")
        .put("path", "convex.config.js")
        .put("environment", "isolate")
        .put("source", "export default { export: () => '{\"childComponents\":[]}' };");
    var started = JSON.readTree(administer("/api/deploy2/start_push", body).body());
    administer(
        "/api/deploy2/finish_push",
        JSON.createObjectNode().put("dryRun", false).set("startPush", started));
  }

  private HttpResponse<String> administer(String path, JsonNode body) throws Exception {
    var response = post(path, body.toString(), "Convex " + KEY);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response;
  }

  HttpResponse<String> post(String path, String body, @Nullable String authorization)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(backend.url().resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /// What the request is answered.
  ///
  /// @param type `query`, `mutation` or `action`
  HttpResponse<String> request(String type, String function, @Nullable String authorization)
      throws IOException, InterruptedException {
    var body = "{\"path\":\"users:%s\",\"args\":{}}".formatted(function);
    return post("/api/" + type, body, authorization);
  }

  /// What the function returns, or its error.
  JsonNode call(String type, String function, @Nullable String authorization)
      throws IOException, InterruptedException {
    var answer = JSON.readTree(request(type, function, authorization).body());
    return answer.path("status").asString("").equals("success")
        ? answer.path("value")
        : answer.path("errorMessage");
  }

  /// What `path` of the port for clients answers.
  String get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(backend.url().resolve(path)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  String url() {
    return backend.url().toString();
  }

  /// What `POST path` answers the administrator.
  JsonNode administer(String path, String body) throws Exception {
    return JSON.readTree(post(path, body, "Convex " + KEY).body());
  }

  /// What `GET path` answers the administrator, or the site if `path` is an address.
  HttpResponse<String> get(String path, String authorization)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(backend.url().resolve(path)).header("Authorization", authorization);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  URI siteUrl() {
    return backend.siteUrl();
  }

  RawSocket socket() {
    return new RawSocket(sockets, backend.url());
  }

  static Instant now() {
    return new SystemWorld().now();
  }

  /// A token of the OIDC provider.
  TestToken token(String subject) {
    return new TestToken(issuer.url(), now()).claim("sub", "\"%s\"".formatted(subject));
  }

  /// A token of the deployment itself, with a key whose id it does not name.
  TestToken own(String subject) {
    return new TestToken(backend.siteUrl().toString(), now())
        .claim("sub", "\"%s\"".formatted(subject))
        .without("kid");
  }

  /// A token of the customJwt provider.
  TestToken custom(String subject) {
    return new TestToken(issuer.url() + "/custom", now()).claim("sub", "\"%s\"".formatted(subject));
  }

  @Override
  public void close() {
    RawSocket.stop(sockets);
    http.shutdownNow();
    backend.close();
    issuer.close();
  }
}
