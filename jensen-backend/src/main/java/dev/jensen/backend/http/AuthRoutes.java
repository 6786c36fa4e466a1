package dev.jensen.backend.http;

import dev.jensen.backend.identity.AuthenticationException;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.service.ServiceRegistry;
import dev.jensen.backend.token.DevelopmentIssuer;
import dev.jensen.backend.token.TokenReport;
import dev.jensen.backend.token.TokenVerifier;
import dev.jensen.value.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The routes of `jensen auth`, for administrators, and for everybody what the issuer of its tokens
/// publishes.
///
/// @param issuer null if the deployment issues no tokens for development
record AuthRoutes(
    Authenticator authenticator,
    TokenVerifier users,
    ServiceRegistry services,
    @Nullable DevelopmentIssuer issuer) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration LIFETIME_DEFAULT = Duration.ofHours(1);

  List<Route> routes() {
    var routes = new ArrayList<Route>();
    routes.add(Route.post("/api/jensen/v1/auth/check", admin(this::check)).withoutCors());
    routes.add(Route.post("/api/jensen/v1/auth/token", admin(this::token)).withoutCors());
    if (issuer != null) {
      issuer
          .documents()
          .forEach((path, document) ->
              routes.add(
                  Route.get(path, _ -> Answer.json(document.getBytes(StandardCharsets.UTF_8)))));
    }
    return routes;
  }

  private Endpoint admin(ServiceRoutes.Work work) {
    return exchange ->
        Answer.json(work.answer(ServiceRoutes.body(authenticator, exchange)))
            .with("Cache-Control", "no-store");
  }

  private JsonNode check(JsonNode body) {
    var token = ServiceRoutes.text(body, "token");
    if (services.isOne(token)) {
      return checkService(token);
    }
    return token.contains("|") ? checkAdminKey(token) : write(users.explain(token));
  }

  private static JsonNode write(TokenReport report) {
    var json = verdict("user token", report.code(), report.reason());
    json.put("provider", report.provider());
    var lines = json.putArray("parts");
    report
        .lines()
        .forEach(line ->
            lines
                .addObject()
                .put("part", line.part())
                .put("good", line.isGood())
                .put("text", line.text()));
    var identity = report.identity();
    if (identity != null) {
      json.set("identity", JSON.readTree(JsonFormat.CLEAN.write(identity)));
    }
    return json;
  }

  private JsonNode checkService(String token) {
    try {
      var proof = services.verify(token);
      var json =
          switch (proof.identity()) {
            case Identity.Service service -> {
              var allowed =
                  service.allowed().stream()
                      .map(one -> one.text())
                      .collect(Collectors.joining(", "));
              yield verdict(
                  "service token",
                  null,
                  "'%s' may call %s until %s"
                      .formatted(
                          service.name(), allowed.isEmpty() ? "nothing" : allowed, proof.expiry()));
            }
            case Identity _ ->
                verdict(
                    "token of a service that acts for a user",
                    null,
                    "good until %s".formatted(proof.expiry()));
          };
      var shown = proof.identity().shown();
      if (shown != null) {
        json.set("identity", JSON.readTree(JsonFormat.CLEAN.write(shown)));
      }
      return json;
    } catch (AuthenticationException e) {
      return verdict("service token", e.code(), String.valueOf(e.getMessage()));
    }
  }

  private JsonNode checkAdminKey(String key) {
    if (authenticator.isReadOnlyKey(key)) {
      return verdict("read-only key", null, "it may look at everything and change nothing");
    }
    return authenticator.isAdminKey(key)
        ? verdict("admin key", null, "it is the admin key of this deployment")
        : verdict("admin key", "BadAdminKey", "it is not the admin key of this deployment");
  }

  private static ObjectNode verdict(String kind, @Nullable String code, String reason) {
    return JSON.createObjectNode()
        .put("accepted", code == null)
        .put("kind", kind)
        .put("code", code)
        .put("reason", reason);
  }

  private JsonNode token(JsonNode body) {
    if (issuer == null) {
      throw HttpFailure.badRequest(
          "NoDevelopmentIssuer",
          "This server issues no tokens for development. Start it with --dev-issuer.");
    }
    var audience = users.audienceFor(issuer.issuer());
    if (audience == null) {
      throw HttpFailure.badRequest(
          "NoAuthProvider",
          "convex/auth.config.ts does not name the development issuer. Add to its providers { domain: process.env.CONVEX_CLOUD_URL + \"%s\", applicationID: \"dev\" } and push."
              .formatted(DevelopmentIssuer.PATH));
    }
    var claims = new HashMap<String, JsonNode>();
    body.path("claims").properties().forEach(one -> claims.put(one.getKey(), one.getValue()));
    var lifetime = ServiceRoutes.seconds(body, "lifetimeSeconds");
    var text =
        issuer.issue(
            ServiceRoutes.text(body, "subject"),
            audience,
            claims,
            lifetime == null ? LIFETIME_DEFAULT : lifetime);
    return JSON.createObjectNode().put("token", text).put("issuer", issuer.issuer());
  }
}
