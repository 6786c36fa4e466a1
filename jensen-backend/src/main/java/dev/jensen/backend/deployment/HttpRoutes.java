package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.HttpRoute;
import dev.jensen.backend.model.JavaApp;
import java.util.HashMap;
import java.util.List;

/// The routes of HTTP actions in all languages.
final class HttpRoutes {

  private HttpRoutes() {}

  /// Makes sure that no route is both in what is pushed and in Java.
  ///
  /// @throws DeploymentException if one is
  static void check(List<AnalyzedModule> pushed, JavaApp java) {
    var inJava = new HashMap<String, HttpRoute>();
    for (var module : java.modules()) {
      HttpRoute.of(module).forEach(route -> inJava.put(route.display(), route));
    }
    for (var module : pushed) {
      for (var route : HttpRoute.of(module)) {
        var other = inJava.get(route.display());
        if (other != null) {
          throw DeploymentException.mistake(
              "RouteDefinedInJava",
              "%s is routed in %s and by the functions in Java (%s in %s). Keep one of them."
                  .formatted(route.display(), route.module(), other.function(), other.module()));
        }
      }
    }
  }
}
