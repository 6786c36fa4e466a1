package dev.jensen.backend.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jensen.backend.function.web.ActionIo;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.HttpRoute;
import dev.jensen.value.Value;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Runs HTTP actions: those in Java, and the deployed router, which finds the function itself
/// (`spec/function-runtime.md` §13).
final class HttpActionRunner {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final FunctionPath ROUTER = new FunctionPath("http.js", "default");

  /// The number under which the action reads the body of its request; it numbers its own from 1.
  private static final long REQUEST_BODY = 0;

  private final ActionServices services;

  HttpActionRunner(ActionServices services) {
    this.services = services;
  }

  /// What came of a run.
  ///
  /// @param isComplete whether the whole response was sent
  record Run(Attempt attempt, boolean responded, boolean isComplete) {}

  /// Runs the function that answers, or returns null if nothing is deployed that could.
  @Nullable Run run(HttpCall http, HttpResponder responder) {
    var deployed = services.deployedCode().at(services.database().latest());
    var route = HttpRoute.find(deployed.routes(), http.method(), http.path());
    if (route != null && route.function() != null) {
      return run(new FunctionPath(route.module(), route.function()), deployed, http, responder);
    }
    if (deployed.hasRouter()) {
      return run(ROUTER, deployed, http, responder);
    }
    return deployed.routes().isEmpty() ? null : notFound(http, responder);
  }

  /// Answers as the router does when it finds nothing.
  private static Run notFound(HttpCall http, HttpResponder responder) {
    byte[] text = "No HttpAction routed for %s".formatted(http.path()).getBytes(UTF_8);
    var result = new FunctionResult.Success(new Value.Null(), List.of());
    var attempt = new Attempt(result, Duration.ZERO, false, false);
    try {
      responder.begin(
          404,
          List.of(
              new HttpCall.Header("content-type", "text/plain;charset=UTF-8"),
              new HttpCall.Header("Content-Length", Integer.toString(text.length))));
      responder.write(text, text.length);
      return new Run(attempt, true, true);
    } catch (IOException _) {
      return new Run(attempt, true, false);
    }
  }

  private Run run(FunctionPath path, Deployed deployed, HttpCall http, HttpResponder responder) {
    var function = new DeployedFunction(path, FunctionType.HTTP_ACTION, true, null, null);
    var call =
        new FunctionCall(
                path.stripped(),
                Value.Obj.of(Map.of()),
                FunctionType.HTTP_ACTION,
                http.identity(),
                null,
                http.requestId())
            .from(http.origin().refused(http.refusal()));
    try (var io = services.newIo()) {
      var files = StorageCalls.ofAction(services.files(), deployed);
      var others = new ActionSyscalls(services, function, call, files, io, log(http));
      var syscalls = new HttpSyscalls(services.world(), others, io, http, responder);
      // In Java the request is asked for.
      var request = path.equals(ROUTER) ? request(http, io).toString() : "[]";
      var execution = services.runtime().run(invocation(deployed, path, request, http), syscalls);
      var response =
          execution.outcome() instanceof Execution.Outcome.Returned(var json) ? json : null;
      boolean isComplete = syscalls.finish(response);
      return new Run(attempt(execution), syscalls.hasResponded(), isComplete);
    }
  }

  private Consumer<List<LogLine>> log(HttpCall http) {
    var started = services.world().now();
    return lines ->
        services
            .listener()
            .progressed(
                new Progress(
                    FunctionType.HTTP_ACTION, http.route(), lines, started, http.requestId()));
  }

  private Invocation invocation(
      Deployed deployed, FunctionPath path, String request, HttpCall http) {
    RandomGenerator random = services.world().random();
    return new Invocation(
        deployed.code(),
        deployed.javaVersion(),
        path.module(),
        path.export(),
        FunctionType.HTTP_ACTION,
        request,
        services.world().now(),
        random.nextLong(),
        http.requestId());
  }

  /// What the prelude makes a `Request` of; `io` gets the body unless that is at hand.
  private static ObjectNode request(HttpCall http, ActionIo io) {
    var json = JSON.createObjectNode();
    json.put("route", http.path());
    var request = json.putObject("request");
    request.put("method", http.method()).put("url", http.url());
    putBody(request, http, io);
    var headers = request.putArray("headerPairs");
    http.headers().forEach(header -> headers.addArray().add(header.name()).add(header.value()));
    request.putNull("signal");
    return json;
  }

  private static void putBody(ObjectNode request, HttpCall http, ActionIo io) {
    if (http.body() == null) {
      request.putNull("streamId");
      return;
    }
    switch (RequestBody.of(http)) {
      case RequestBody.Text(var text) -> request.put("text", text);
      case RequestBody.Base64(var text) -> request.put("base64", text);
      case RequestBody.Stream(var bytes) -> {
        request.put("streamId", REQUEST_BODY);
        io.offer(REQUEST_BODY, bytes);
      }
    }
  }

  private static Attempt attempt(Execution execution) {
    var lines = execution.logLines();
    FunctionResult result =
        switch (execution.outcome()) {
          case Execution.Outcome.Returned _ -> new FunctionResult.Success(new Value.Null(), lines);
          case Execution.Outcome.Threw(var message, var data) ->
              FunctionExecutor.threw(message, data, lines);
          case Execution.Outcome.Refused(var message) ->
              FunctionExecutor.failure(new RefusedCallException(message), lines);
          case Execution.Outcome.Stopped(var message) ->
              FunctionExecutor.failure(new RefusedCallException(message), lines);
        };
    Duration javascript = execution.timings().javascript();
    return new Attempt(result, javascript, execution.observedTime(), false);
  }
}
