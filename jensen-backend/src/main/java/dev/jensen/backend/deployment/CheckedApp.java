package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AnalyzedModule;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The app as a component tree with its exports and routes (`spec/deploy-api.md` §5.6).
final class CheckedApp {

  private static final JsonMapper JSON = JsonMapper.shared();

  private CheckedApp() {}

  static ObjectNode write(List<AnalyzedModule> modules) {
    var json =
        JSON.createObjectNode()
            .put("definitionPath", "")
            .put("componentPath", "")
            .putNull("httpPrefix");
    json.putObject("args");
    json.putObject("env");
    json.putObject("childComponents");
    var routes = json.putObject("httpRoutes");
    routes.set("httpModuleRoutes", httpModuleRoutes(modules));
    routes.putArray("mounts");
    var exports = json.putObject("exports");
    modules.forEach(module -> export(module, exports));
    return json;
  }

  private static JsonNode httpModuleRoutes(List<AnalyzedModule> modules) {
    for (var module : modules) {
      if (module.httpRoutes() != null) {
        return httpModuleRoutes(module.httpRoutes());
      }
    }
    return JSON.nullNode();
  }

  private static JsonNode httpModuleRoutes(@Nullable String routes) {
    var json = JSON.createArrayNode();
    for (var route : JSON.readTree(routes)) {
      json.addObject().set("method", route.path(1)).set("path", route.path(0));
    }
    return json;
  }

  private static void export(AnalyzedModule module, ObjectNode exports) {
    var path =
        List.of(module.path().substring(0, module.path().length() - ".js".length()).split("/"));
    for (var function : module.functions()) {
      var siblings = function.isPublic() ? children(exports, path) : null;
      if (siblings != null && !siblings.path(function.name()).has("children")) {
        siblings
            .putObject(function.name())
            .put("type", "leaf")
            .putObject("resource")
            .put("type", "function")
            .putObject("path")
            .put("component", "")
            .put("udfPath", "%s:%s".formatted(module.path(), function.name()));
      }
    }
  }

  /// Where the functions of the module at `path` belong. A directory wins over a function of the
  /// same name, which stays callable by its path.
  private static ObjectNode children(ObjectNode exports, List<String> path) {
    var node = exports;
    for (var step : path) {
      if (node.path(step).path("children") instanceof ObjectNode known) {
        node = known;
      } else {
        node = node.putObject(step).put("type", "branch").putObject("children");
      }
    }
    return node;
  }
}
