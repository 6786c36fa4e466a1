package dev.jensen.backend.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which requests an HTTP action answers (`spec/function-runtime.md` §13).
///
/// @param module whose action it is
/// @param path what it answers, with `*` at the end if anything may follow
/// @param function its name, or null if the module is a router, which finds it itself
public record HttpRoute(String module, String path, String method, @Nullable String function) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ANYTHING = "/*";

  /// The routes of a module.
  public static List<HttpRoute> of(AnalyzedModule module) {
    var routes = new ArrayList<HttpRoute>();
    if (module.httpRoutes() != null) {
      for (var route : JSON.readTree(module.httpRoutes())) {
        routes.add(
            new HttpRoute(
                module.path(),
                route.path(0).asString(),
                route.path(1).asString(),
                text(route.path(2))));
      }
    }
    return routes;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.asString() : null;
  }

  /// These routes, of one module, in the form of [AnalyzedModule#httpRoutes].
  public static String json(List<HttpRoute> routes) {
    var json = JSON.createArrayNode();
    for (var route : routes) {
      json.addArray().add(route.path()).add(route.method()).add(route.function());
    }
    return JSON.writeValueAsString(json);
  }

  /// The one of `routes` that answers a request, or null: an exact path before a prefix, a longer
  /// prefix before a shorter one.
  ///
  /// @param method `HEAD` is answered as `GET`
  public static @Nullable HttpRoute find(List<HttpRoute> routes, String method, String path) {
    var routed = method.equals("HEAD") ? "GET" : method;
    HttpRoute best = null;
    for (var route : routes) {
      if (route.method().equals(routed)
          && route.matches(path)
          && (best == null || route.isCloserThan(best))) {
        best = route;
      }
    }
    return best;
  }

  private boolean isPrefix() {
    return path.endsWith(ANYTHING);
  }

  private boolean matches(String requested) {
    return isPrefix()
        ? requested.startsWith(path.substring(0, path.length() - 1))
        : requested.equals(path);
  }

  private boolean isCloserThan(HttpRoute other) {
    return isPrefix() == other.isPrefix() ? path.length() > other.path().length() : !isPrefix();
  }

  /// What people call it, such as `POST /hook`.
  public String display() {
    return "%s %s".formatted(method, path);
  }
}
