package dev.jensen.backend.function.java;

import dev.jensen.backend.model.HttpRoute;
import dev.jensen.functions.ActionContext;
import dev.jensen.functions.HttpAction;
import dev.jensen.functions.Internal;
import dev.jensen.functions.Request;
import dev.jensen.functions.Response;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Finds the HTTP actions of an object.
final class HttpScan {

  private static final List<Class<?>> ALONE = List.of(Request.class);
  private static final List<Class<?>> WITH_CONTEXT = List.of(ActionContext.class, Request.class);
  private static final String RESERVED = "/.files";

  private HttpScan() {}

  /// The HTTP actions of an object, sorted by name.
  ///
  /// @param path of its module
  /// @throws InvalidFunctionAppException if one breaks a rule
  static List<HttpHandler> actions(Object module, String path) {
    var found = new ArrayList<HttpHandler>();
    for (var method : module.getClass().getDeclaredMethods()) {
      var wanted = method.getAnnotation(HttpAction.class);
      if (wanted != null) {
        found.add(handler(module, path, method, wanted));
      }
    }
    found.sort(Comparator.comparing(HttpHandler::name));
    for (int i = 1; i < found.size(); i++) {
      if (found.get(i).name().equals(found.get(i - 1).name())) {
        throw FunctionScan.broken(
            found.get(i).method(), "has the same name as another HTTP action");
      }
    }
    return found;
  }

  private static HttpHandler handler(Object module, String path, Method method, HttpAction wanted) {
    var parameters = List.of(method.getParameterTypes());
    boolean takesContext = parameters.equals(WITH_CONTEXT);
    if (!takesContext && !parameters.equals(ALONE)) {
      throw FunctionScan.broken(method, "takes an ActionContext and a Request, or a Request alone");
    }
    if (method.getReturnType() != Response.class) {
      throw FunctionScan.broken(method, "is an HTTP action and must return a Response");
    }
    if (method.isAnnotationPresent(Internal.class)) {
      throw FunctionScan.broken(
          method, "cannot be @Internal: HTTP actions are called from outside");
    }
    FunctionScan.makeAccessible(method);
    var route =
        new HttpRoute(path, routed(method, wanted), wanted.method().name(), method.getName());
    return new HttpHandler(route, method, module, takesContext);
  }

  /// The path with which `convex/http.ts` would show the route.
  private static String routed(Method method, HttpAction wanted) {
    boolean isPrefix = wanted.path().isEmpty();
    var path = isPrefix ? wanted.pathPrefix() : wanted.path();
    if (path.isEmpty() || isPrefix == wanted.pathPrefix().isEmpty()) {
      throw FunctionScan.broken(method, "needs either a path or a pathPrefix");
    }
    if (!path.startsWith("/")) {
      throw FunctionScan.broken(
          method, "has the path \"%s\", which has no / at its begin".formatted(path));
    }
    if (isPrefix && !path.endsWith("/")) {
      throw FunctionScan.broken(
          method, "has the pathPrefix \"%s\", which has no / at its end".formatted(path));
    }
    if (!isPrefix && path.endsWith("*")) {
      throw FunctionScan.broken(
          method,
          "has the path \"%s\"; use pathPrefix for all that begins with it".formatted(path));
    }
    if (path.equals(RESERVED) || path.startsWith(RESERVED + "/")) {
      throw FunctionScan.broken(method, "has the path \"%s\", which is reserved".formatted(path));
    }
    return isPrefix ? path + "*" : path;
  }
}
