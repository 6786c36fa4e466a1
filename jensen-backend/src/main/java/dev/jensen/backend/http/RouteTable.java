package dev.jensen.backend.http;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// All routes, by path.
final class RouteTable {

  private final Map<String, List<Route>> exact = new HashMap<>();
  private final List<Route> prefixes;

  RouteTable(List<Route> routes) {
    for (var route : routes) {
      if (!route.isPrefix()) {
        exact.merge(route.path(), List.of(route), RouteTable::concat);
      }
    }
    prefixes = routes.stream().filter(Route::isPrefix).toList();
  }

  private static List<Route> concat(List<Route> a, List<Route> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  /// The routes of `path`, whatever their method.
  List<Route> at(String path) {
    var found = exact.get(path);
    return found != null
        ? found
        : prefixes.stream().filter(route -> path.startsWith(route.path())).toList();
  }

  /// The `Allow` header for these routes.
  static String allowed(List<Route> routes) {
    Set<String> methods = new LinkedHashSet<>();
    for (var route : routes) {
      methods.add(route.method());
      if (route.method().equals("GET")) {
        methods.add("HEAD");
      }
    }
    return String.join(",", methods);
  }
}
