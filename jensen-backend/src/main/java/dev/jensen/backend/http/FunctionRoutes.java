package dev.jensen.backend.http;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.Functions;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The routes that call functions (`spec/http-api.md` §4).
final class FunctionRoutes {

  private final Authenticator authenticator;
  private final Functions functions;
  private final Supplier<Timestamp> latest;
  private final ResultWriter results;

  FunctionRoutes(
      Authenticator authenticator,
      Functions functions,
      Supplier<Timestamp> latest,
      ResultWriter results) {
    this.authenticator = authenticator;
    this.functions = functions;
    this.latest = latest;
    this.results = results;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/query", exchange -> call(exchange, FunctionType.QUERY)),
        Route.get("/api/query", this::queryByUrl),
        Route.post("/api/mutation", exchange -> call(exchange, FunctionType.MUTATION)),
        Route.post("/api/action", exchange -> call(exchange, FunctionType.ACTION)),
        Route.post("/api/query_ts", _ -> latestTimestamp()),
        Route.post("/api/query_at_ts", this::queryAt),
        Route.post("/api/query_batch", this::queryBatch),
        Route.post("/api/function", this::anyFunction),
        Route.post("/api/run/", this::runByUrl));
  }

  private Answer call(Exchange exchange, FunctionType type) {
    var identity = identify(exchange);
    var body = CallBody.parse(exchange.json(Limits.CALL_BYTES));
    return run(exchange, body, type, identity, null);
  }

  private Answer queryByUrl(Exchange exchange) {
    var identity = identify(exchange);
    var path = exchange.parameter("path");
    var args = exchange.parameter("args");
    if (path == null || args == null) {
      throw HttpFailure.badRequest(
          "BadQueryArgs", "The query parameters `path` and `args` are required.");
    }
    CallBody body;
    try {
      var arguments = JsonFormat.ENCODED.read(args);
      body = new CallBody(path, arguments, null, exchange.parameter("format"), null, null);
    } catch (InvalidValueException e) {
      throw HttpFailure.badRequest(
          "BadQueryArgs", "The query parameter `args` cannot be read: " + e.getMessage());
    }
    return run(exchange, body, FunctionType.QUERY, identity, null);
  }

  private Answer latestTimestamp() {
    return Answer.json(
        "{\"ts\":\"%s\"}".formatted(latest.get().encode()).getBytes(StandardCharsets.UTF_8));
  }

  private Answer queryAt(Exchange exchange) {
    var identity = identify(exchange);
    var body = CallBody.parse(exchange.json(Limits.CALL_BYTES));
    var at = Timestamp.decode(required(body.timestamp(), "ts"));
    if (at == null) {
      throw HttpFailure.badRequest(
          "BadJsonBody", "`ts` is no timestamp; use what /api/query_ts answered.");
    }
    return run(exchange, body, FunctionType.QUERY, identity, at);
  }

  private Answer queryBatch(Exchange exchange) {
    var identity = identify(exchange);
    var calls = CallBody.parseBatch(exchange.json(Limits.CALL_BYTES));
    if (calls.size() > Limits.BATCH_QUERIES) {
      throw HttpFailure.badRequest(
          "TooManyQueries",
          "A batch may hold at most %d queries; send several.".formatted(Limits.BATCH_QUERIES));
    }
    var formats = calls.stream().map(call -> format(exchange, call.format())).toList();
    var at = latest.get();
    var out = new ByteArrayOutputStream();
    out.writeBytes("{\"results\":[".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < calls.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      var answer = result(exchange, calls.get(i), FunctionType.QUERY, identity, at);
      out.writeBytes(results.write(answer, formats.get(i), exchange.requestId()));
      if (out.size() > Limits.BATCH_BYTES) {
        throw HttpFailure.badRequest(
            "ResultsTooLarge",
            "The results of a batch may take at most %d bytes together; send several."
                .formatted(Limits.BATCH_BYTES));
      }
    }
    out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return Answer.json(out.toByteArray());
  }

  private Answer anyFunction(Exchange exchange) {
    var identity = identify(exchange);
    // `convex run --identity` comes here as the user whom the administrator acts as.
    if (!(identity instanceof Identity.User(_, var byAdmin) && byAdmin)) {
      authenticator.requireViewer(identity);
    }
    var body = CallBody.parse(exchange.json(Limits.CALL_BYTES));
    var component = body.component();
    if (component != null && !component.isEmpty()) {
      throw HttpFailure.badRequest(
          "ComponentPathNotFound",
          "There is no component '%s': this server does not run components yet."
              .formatted(component));
    }
    return run(exchange, body, null, identity, null);
  }

  private Answer runByUrl(Exchange exchange) {
    var identity = identify(exchange);
    var segments =
        Arrays.stream(exchange.rest().split("/", -1)).map(FunctionRoutes::decode).toList();
    if (segments.size() < 2 || segments.contains("")) {
      throw HttpFailure.badRequest(
          "MissingIdentifier", "The URL must be /api/run/MODULE/FUNCTION.");
    }
    var module = String.join("/", segments.subList(0, segments.size() - 1));
    var body = CallBody.parse(exchange.json(Limits.CALL_BYTES));
    var format = body.format() == null ? JsonFormat.CLEAN : format(exchange, body.format());
    var call =
        new CallBody(
            module + ':' + segments.getLast(),
            body.arguments(),
            body.undecodable(),
            body.format(),
            null,
            null);
    return Answer.json(
        results.write(result(exchange, call, null, identity, null), format, exchange.requestId()));
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw HttpFailure.badRequest("BadPathArgs", "The URL holds an incomplete escape.");
    }
  }

  private Answer run(
      Exchange exchange,
      CallBody body,
      @Nullable FunctionType type,
      Identity identity,
      @Nullable Timestamp at) {
    // Before the call: a mutation must not commit and then be told of a bad request.
    var format = format(exchange, body.format());
    return Answer.json(
        results.write(result(exchange, body, type, identity, at), format, exchange.requestId()));
  }

  private FunctionResult result(
      Exchange exchange,
      CallBody body,
      @Nullable FunctionType type,
      Identity identity,
      @Nullable Timestamp at) {
    var path = required(body.path(), "path");
    if (body.undecodable() != null) {
      return new FunctionResult.Failure(
          "Invalid arguments for %s: %s\n".formatted(path, body.undecodable()), null, List.of());
    }
    Value arguments = required(body.arguments(), "args");
    return functions.run(
        new FunctionCall(path, arguments, type, identity, at, exchange.requestId())
            .from(Origins.of(exchange.request(), Caller.HTTP_API)));
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw HttpFailure.badRequest(
          "BadJsonBody",
          "Failed to parse the request body as JSON: missing field `%s`".formatted(name));
    }
    return value;
  }

  private static JsonFormat format(Exchange exchange, @Nullable String name) {
    return switch (name) {
      case null -> exchange.client().defaultFormat();
      case "json", "convex_clean_json" -> JsonFormat.CLEAN;
      case "convex_encoded_json", "convex_json" -> JsonFormat.ENCODED;
      case "export_json", "convex_export_json" -> JsonFormat.EXPORT;
      default ->
          throw HttpFailure.badRequest(
              "BadFormat",
              "format param must be one of [`json`, `convex_encoded_json`, `export_json`]. Got %s"
                  .formatted(name));
    };
  }

  private Identity identify(Exchange exchange) {
    var _ = exchange.client();
    return authenticator.identify(
        exchange.header("Authorization"), exchange.parameter("adminKey"), exchange.remote());
  }
}
