package dev.jensen.backend.function;

import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.DeploymentState;
import dev.jensen.backend.model.HttpRoute;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.value.Validator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is deployed, in the form that calls need: functions by path, validators parsed.
///
/// @param javaVersion of the functions in Java
/// @param routes of HTTP actions in all languages
/// @param hasRouter whether a router was pushed
/// @param reads what it was read from: it holds as long as nothing in there changes
record Deployed(
    Code code,
    String javaVersion,
    @Nullable Schema schema,
    Map<FunctionPath, DeployedFunction> functions,
    List<HttpRoute> routes,
    boolean hasRouter,
    ReadSet reads) {

  private static final String NO_VALIDATOR = "null";

  Deployed {
    functions = Map.copyOf(functions);
    routes = List.copyOf(routes);
  }

  static Deployed of(DeploymentState state) {
    var functions = new HashMap<FunctionPath, DeployedFunction>();
    var modules = new ArrayList<>(state.code().analysis());
    modules.addAll(state.java().modules());
    for (var module : modules) {
      for (var function : module.functions()) {
        var path = new FunctionPath(module.path(), function.name());
        functions.put(path, deployed(path, function));
      }
    }
    boolean hasRouter =
        state.code().analysis().stream().anyMatch(module -> module.httpRoutes() != null);
    var routes = modules.stream().flatMap(module -> HttpRoute.of(module).stream()).toList();
    return new Deployed(
        state.code(),
        state.java().version(),
        state.schema(),
        functions,
        routes,
        hasRouter,
        state.reads());
  }

  private static DeployedFunction deployed(FunctionPath path, AnalyzedFunction function) {
    return new DeployedFunction(
        path,
        function.type(),
        function.isPublic(),
        validator(function.args()),
        validator(function.returns()));
  }

  private static @Nullable Validator validator(@Nullable String json) {
    return json == null || json.equals(NO_VALIDATOR) ? null : Validator.parse(json);
  }

  /// The function at `path`, or null.
  @Nullable DeployedFunction function(FunctionPath path) {
    return functions.get(path);
  }
}
