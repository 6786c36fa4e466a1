package dev.jensen.backend.function;

import dev.jensen.backend.function.web.ActionIo;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Runs HTTP actions: the deployed router finds the function itself (`spec/function-runtime.md`
/// §13).
final class HttpActionRunner {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final FunctionPath ROUTER = new FunctionPath("http.js", "default");
  private static final DeployedFunction FUNCTION =
      new DeployedFunction(ROUTER, FunctionType.HTTP_ACTION, true, null, null);

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

  /// Runs the router, or returns null if none is deployed.
  @Nullable Run run(HttpCall http, HttpResponder responder) {
    var deployed = services.deployedCode().at(services.database().latest());
    if (deployed.code().analysis().stream().noneMatch(module -> module.httpRoutes() != null)) {
      return null;
    }
    var call =
        new FunctionCall(
                ROUTER.stripped(),
                Value.Obj.of(Map.of()),
                FunctionType.HTTP_ACTION,
                http.identity(),
                null,
                http.requestId())
            .from(http.origin().refused(http.refusal()));
    try (var io = services.newIo()) {
      var files = StorageCalls.ofAction(services.files(), deployed);
      var others = new ActionSyscalls(services, FUNCTION, call, files, io, log(http));
      var syscalls = new HttpSyscalls(services.world(), others, io, http, responder);
      var execution = services.runtime().run(invocation(deployed, http, io), syscalls);
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

  private Invocation invocation(Deployed deployed, HttpCall http, ActionIo io) {
    RandomGenerator random = services.world().random();
    return new Invocation(
        deployed.code(),
        ROUTER.module(),
        ROUTER.export(),
        FunctionType.HTTP_ACTION,
        request(http, io).toString(),
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
