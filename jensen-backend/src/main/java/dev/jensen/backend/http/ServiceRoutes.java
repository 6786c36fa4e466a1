package dev.jensen.backend.http;

import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.service.NewService;
import dev.jensen.backend.service.ServiceAudit;
import dev.jensen.backend.service.ServiceRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes of `jensen token`, for administrators (`docs/decisions/0012-service-tokens.md`).
final class ServiceRoutes {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int USES_SHOWN = 100;

  private final Authenticator authenticator;
  private final ServiceRegistry registry;
  private final ServiceAudit audit;

  ServiceRoutes(Authenticator authenticator, ServiceRegistry registry, ServiceAudit audit) {
    this.authenticator = authenticator;
    this.registry = registry;
    this.audit = audit;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/jensen/v1/tokens", this::list).withoutCors(),
        Route.post("/api/jensen/v1/tokens/create", admin(this::create)).withoutCors(),
        Route.post("/api/jensen/v1/tokens/rotate", admin(this::rotate)).withoutCors(),
        Route.post("/api/jensen/v1/tokens/revoke", admin(this::revoke)).withoutCors());
  }

  /// What an administrator's JSON asks for.
  interface Work {
    JsonNode answer(JsonNode body);
  }

  private Endpoint admin(Work work) {
    return exchange -> Answer.json(work.answer(body(authenticator, exchange)));
  }

  /// The body of an administrator's request.
  static JsonNode body(Authenticator authenticator, Exchange exchange) {
    authenticator.requireAdministrator(
        authenticator.identify(exchange.header("Authorization"), null, exchange.remote()));
    try {
      var body = JSON.readTree(exchange.json(Limits.SMALL_BYTES));
      if (body != null && body.isObject()) {
        return body;
      }
    } catch (JacksonException _) {
      // Its message may repeat a token.
    }
    throw HttpFailure.badRequest("BadJsonBody", "The request body must be a JSON object.");
  }

  private JsonNode create(JsonNode body) {
    var service =
        new NewService(
            text(body, "name"),
            texts(body, "allow"),
            texts(body, "actAs"),
            required(seconds(body, "lifetimeSeconds"), "lifetimeSeconds"));
    return created(registry.create(service));
  }

  private JsonNode rotate(JsonNode body) {
    return created(
        registry.rotate(
            text(body, "name"),
            required(seconds(body, "overlapSeconds"), "overlapSeconds"),
            seconds(body, "lifetimeSeconds")));
  }

  private JsonNode revoke(JsonNode body) {
    return JSON.createObjectNode().put("revoked", registry.revoke(text(body, "name")));
  }

  private static ObjectNode created(ServiceRegistry.Created created) {
    return JSON.createObjectNode()
        .put("token", created.secret())
        .put("id", created.token().id())
        .put("name", created.token().name())
        .put("expires", created.token().expires().toString());
  }

  private Answer list(Exchange exchange) {
    authenticator.requireViewer(
        authenticator.identify(exchange.header("Authorization"), null, exchange.remote()));
    audit.flush();
    var json = JSON.createObjectNode();
    var tokens = json.putArray("tokens");
    registry.list().forEach(listed -> write(listed, tokens.addObject()));
    var uses = json.putArray("uses");
    registry
        .uses(USES_SHOWN)
        .forEach(use ->
            uses.addObject()
                .put("id", use.token())
                .put("function", use.function())
                .put("outcome", use.outcome())
                .put("minute", use.minute().toString())
                .put("count", use.count())
                .put("last", use.last().toString()));
    return Answer.json(json);
  }

  private static void write(ServiceRegistry.Listed listed, ObjectNode json) {
    var token = listed.token();
    json.put("id", token.id()).put("name", token.name());
    write(token.allow(), json.putArray("allow"));
    write(token.actAs(), json.putArray("actAs"));
    json.put("created", token.created().toString())
        .put("expires", token.expires().toString())
        .put("state", listed.isLive() ? "live" : token.end().name().toLowerCase(Locale.ROOT));
    var uses = listed.uses();
    json.put("uses", uses == null ? 0 : uses.count())
        .put("lastUsed", uses == null ? null : uses.last().toString());
  }

  private static void write(List<String> texts, ArrayNode json) {
    texts.forEach(json::add);
  }

  static String text(JsonNode body, String name) {
    var value = body.path(name);
    return required(value.isString() ? value.stringValue() : null, name);
  }

  private static List<String> texts(JsonNode body, String name) {
    var texts = new ArrayList<String>();
    for (var item : body.path(name)) {
      texts.add(required(item.isString() ? item.stringValue() : null, name));
    }
    return texts;
  }

  static @Nullable Duration seconds(JsonNode body, String name) {
    var value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    return Duration.ofSeconds(required(value.isInt() ? (Integer) value.intValue() : null, name));
  }

  static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw HttpFailure.badRequest("BadJsonBody", "`%s` is missing or malformed.".formatted(name));
    }
    return value;
  }
}
