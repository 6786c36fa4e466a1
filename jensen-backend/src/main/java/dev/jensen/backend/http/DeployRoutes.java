package dev.jensen.backend.http;

import dev.jensen.backend.deployment.Deployment;
import dev.jensen.backend.deployment.PushRequest;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.identity.Identity;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The routes of the command-line tool (`spec/deploy-api.md` §§4–13).
final class DeployRoutes {

  private static final JsonMapper JSON = JsonMapper.shared();

  /// What a read-only key is good for, as the dashboard calls it (`spec/auth.md` §12).
  private static final List<String> VIEWING =
      List.of(
          "ViewEnvironmentVariables",
          "ViewLogs",
          "ViewMetrics",
          "ViewIntegrations",
          "ViewData",
          "ViewBackups",
          "DownloadBackups",
          "RunInternalQueries",
          "RunTestQuery",
          "ViewAuditLog",
          "ViewUsage",
          "ViewUsageLimits");

  private final Authenticator authenticator;
  private final Deployment deployment;

  DeployRoutes(Authenticator authenticator, Deployment deployment) {
    this.authenticator = authenticator;
    this.deployment = deployment;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/get_canonical_urls", viewer(_ -> deployment.canonicalUrls())),
        Route.get("/api/get_canonical_urls", viewer(_ -> deployment.canonicalUrls())),
        Route.get("/api/v1/deployment_info", viewer(_ -> selfHosted())),
        Route.get("/api/check_admin_key", viewer(DeployRoutes::permissions)),
        Route.post("/api/get_config_hashes", body(_ -> deployment.configHashes())),
        Route.post(
            "/api/deploy2/evaluate_schema",
            push(body -> deployment.evaluateSchema(PushRequest.parse(body)))),
        Route.post(
            "/api/deploy2/evaluate_push",
            push(body -> deployment.evaluatePush(PushRequest.parse(body)))),
        Route.post(
            "/api/deploy2/start_push", push(body -> deployment.startPush(PushRequest.parse(body)))),
        Route.post("/api/deploy2/wait_for_schema", body(deployment::waitForSchema)),
        Route.post("/api/deploy2/finish_push", push(deployment::finishPush)),
        Route.post("/api/deploy2/report_push_completed", body(_ -> JSON.nullNode())),
        Route.post("/api/update_environment_variables", this::updateEnvironment),
        Route.post("/api/v1/update_environment_variables", this::updateEnvironment),
        Route.get(
            "/api/list_environment_variables", viewer(_ -> deployment.environmentVariables())),
        Route.get(
            "/api/v1/list_environment_variables", viewer(_ -> deployment.environmentVariables())),
        Route.post("/api/run_test_function", body(_ -> noInlineQueries())),
        Route.get("/api/stream_function_logs", this::logs),
        Route.get("/api/app_metrics/stream_function_logs", this::logs));
  }

  /// Not 404: the tool would try that again for half a minute.
  private static JsonNode noInlineQueries() {
    throw HttpFailure.badRequest(
        "InlineQueriesNotSupported",
        "This server does not run inline queries yet. Put the query into a function and call"
            + " that.");
  }

  private static JsonNode selfHosted() {
    return JSON.createObjectNode().put("kind", "selfHosted");
  }

  /// An empty list of operations stands for all of them.
  private static JsonNode permissions(Identity identity) {
    boolean isReadOnly = identity instanceof Identity.Admin(var readOnly) && readOnly;
    var answer = JSON.createObjectNode().put("success", true).put("isReadOnly", isReadOnly);
    var operations = answer.putArray("allowedOps");
    if (isReadOnly) {
      VIEWING.forEach(operations::add);
    }
    return answer;
  }

  /// An endpoint that only shows something, to holders of a read-only key as well.
  private Endpoint viewer(Function<Identity, JsonNode> work) {
    return exchange -> Answer.json(work.apply(identifyViewer(exchange)));
  }

  /// An endpoint that gets JSON and authenticates by header or by the body's `adminKey`.
  private Endpoint body(Function<JsonNode, JsonNode> work) {
    return exchange -> Answer.json(work.apply(read(exchange, Limits.ADMINISTRATION_BYTES)));
  }

  /// The same for bodies that hold a whole push; who sends a long one must prove themselves in the
  /// header, before it is read.
  private Endpoint push(Function<JsonNode, JsonNode> work) {
    return exchange -> {
      boolean proven = exchange.header("Authorization") != null;
      if (proven) {
        authenticate(exchange, null);
      }
      return Answer.json(
          work.apply(read(exchange, proven ? Limits.PUSH_BYTES : Limits.ADMINISTRATION_BYTES)));
    };
  }

  private Answer updateEnvironment(Exchange exchange) {
    deployment.updateEnvironmentVariables(read(exchange, Limits.ADMINISTRATION_BYTES));
    return Answer.empty(200);
  }

  private Answer logs(Exchange exchange) {
    identifyViewer(exchange);
    var cursor = exchange.parameter("cursor");
    try {
      return Answer.json(
          deployment.functionLogs(
              cursor == null ? 0 : Double.parseDouble(cursor),
              exchange.client().wantsStructuredLogs()));
    } catch (NumberFormatException e) {
      throw HttpFailure.badRequest("BadQueryArgs", "`cursor` must be a number.");
    }
  }

  private JsonNode read(Exchange exchange, int limit) {
    if (exchange.header("Authorization") != null) {
      authenticate(exchange, null);
    }
    JsonNode body;
    try {
      body = JSON.readTree(exchange.packedJson(limit));
    } catch (JacksonException e) {
      throw HttpFailure.badRequest(
          "BadJsonBody", "Failed to parse the request body as JSON: " + e.getOriginalMessage());
    }
    if (body == null || !body.isObject()) {
      throw HttpFailure.badRequest("BadJsonBody", "The request body must be a JSON object.");
    }
    var key = body.path("adminKey");
    authenticate(exchange, key.isString() ? key.stringValue() : null);
    return body;
  }

  private Identity identifyViewer(Exchange exchange) {
    var identity =
        authenticator.identify(
            exchange.header("Authorization"), exchange.parameter("adminKey"), exchange.remote());
    authenticator.requireViewer(identity);
    return identity;
  }

  /// Makes sure that an administrator asks; what is there of header and body key must be right.
  private void authenticate(Exchange exchange, @Nullable String bodyKey) {
    var header = exchange.header("Authorization");
    if (header != null || bodyKey == null) {
      authenticator.requireAdministrator(
          authenticator.identify(header, exchange.parameter("adminKey"), exchange.remote()));
    }
    if (bodyKey != null) {
      authenticator.requireAdministrator(authenticator.administrator(bodyKey, exchange.remote()));
    }
  }
}
