package dev.jensen.backend.http;

import dev.jensen.backend.function.ServiceUse;
import dev.jensen.backend.function.ServiceUse.Outcome;
import dev.jensen.backend.identity.AuthenticationException;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.service.ServiceAudit;
import dev.jensen.backend.service.ServiceRegistry;
import dev.jensen.backend.service.ServiceTokenException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Exchanges a service token for a short-lived one of a user (RFC 8693,
/// `docs/decisions/0012-service-tokens.md`).
///
/// The fields have the names of the RFC, as a form or as JSON. `requested_subject`, the user's
/// `ISSUER|SUBJECT`, is what the RFC leaves to servers; `expires_in` asks for a lifetime. The
/// service token stands in `subject_token`, or is the request's bearer token.
final class ExchangeRoute {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final String BEARER = "bearer ";

  private final Authenticator authenticator;
  private final ServiceRegistry registry;
  private final ServiceAudit audit;

  ExchangeRoute(Authenticator authenticator, ServiceRegistry registry, ServiceAudit audit) {
    this.authenticator = authenticator;
    this.registry = registry;
    this.audit = audit;
  }

  List<Route> routes() {
    return List.of(Route.post("/api/jensen/v1/token/exchange", this::exchange).withoutCors());
  }

  private Answer exchange(Exchange exchange) {
    try {
      return exchanged(exchange, fields(exchange));
    } catch (AuthenticationException e) {
      throw e;
    } catch (ServiceTokenException e) {
      return refusal(400, "invalid_request", e.code(), String.valueOf(e.getMessage()));
    } catch (HttpFailure e) {
      return refusal(e.status(), "invalid_request", e.code(), String.valueOf(e.getMessage()));
    }
  }

  private Answer exchanged(Exchange exchange, Map<String, String> fields) {
    if (!GRANT.equals(fields.getOrDefault("grant_type", GRANT))) {
      return refusal(
          400,
          "unsupported_grant_type",
          "BadExchange",
          "The only grant_type is %s.".formatted(GRANT));
    }
    var user = ServiceRoutes.required(fields.get("requested_subject"), "requested_subject");
    var token = ServiceRoutes.required(token(exchange, fields), "subject_token");
    // Counts wrong ones.
    var _ = authenticator.verify(token, exchange.remote());
    var what = "exchange for %s".formatted(user);
    try {
      var given = registry.exchange(token, user, lifetime(fields.get("expires_in")));
      audit.served(new ServiceUse(given.service(), what, Outcome.ALLOWED));
      return Answer.json(
              JSON.createObjectNode()
                  .put("access_token", given.token())
                  .put("issued_token_type", ACCESS_TOKEN)
                  .put("token_type", "Bearer")
                  .put("expires_in", given.lifetime().toSeconds()))
          .with("Cache-Control", "no-store");
    } catch (ServiceRegistry.NotAllowedException e) {
      audit.served(new ServiceUse(e.service(), what, Outcome.REFUSED));
      return refusal(
          403, "invalid_target", "OperationNotPermitted", String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable String token(Exchange exchange, Map<String, String> fields) {
    var header = exchange.header("Authorization");
    if (header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return header.substring(BEARER.length()).strip();
    }
    return fields.get("subject_token");
  }

  private static @Nullable Duration lifetime(@Nullable String seconds) {
    if (seconds == null) {
      return null;
    }
    try {
      return Duration.ofSeconds(Integer.parseInt(seconds));
    } catch (NumberFormatException _) {
      throw HttpFailure.badRequest("BadExchange", "`expires_in` is a number of seconds.");
    }
  }

  private static Map<String, String> fields(Exchange exchange) {
    var type = Objects.requireNonNullElse(exchange.header("Content-Type"), "");
    var body = new String(exchange.body(Limits.SMALL_BYTES), StandardCharsets.UTF_8);
    return type.toLowerCase(Locale.ROOT).startsWith("application/json") ? json(body) : form(body);
  }

  private static Map<String, String> form(String body) {
    var fields = new HashMap<String, String>();
    try {
      UrlEncoded.decodeTo(body, fields::put, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException | IllegalStateException _) {
      throw HttpFailure.badRequest("BadExchange", "The form cannot be decoded.");
    }
    return fields;
  }

  private static Map<String, String> json(String body) {
    var fields = new HashMap<String, String>();
    try {
      JSON.readTree(body)
          .properties()
          .forEach(field -> fields.put(field.getKey(), field.getValue().asString("")));
    } catch (JacksonException _) {
      // Its message may repeat a token.
      throw HttpFailure.badRequest("BadJsonBody", "The request body must be a JSON object.");
    }
    return fields;
  }

  /// With the names of OAuth (RFC 6749 §5.2) and those of every other error here.
  private static Answer refusal(int status, String error, String code, String message) {
    var body =
        JSON.createObjectNode()
            .put("error", error)
            .put("error_description", message)
            .put("code", code)
            .put("message", message);
    return new Answer(status, "application/json", ByteBuffer.wrap(JSON.writeValueAsBytes(body)));
  }
}
