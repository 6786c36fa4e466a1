package dev.jensen.backend.http;

/// Which requests an endpoint answers.
///
/// @param path exact, or a prefix when it ends in a slash
/// @param cors whether pages of any origin may call it (`spec/http-api.md` §2.3)
record Route(String method, String path, boolean cors, Endpoint endpoint) {

  static Route get(String path, Endpoint endpoint) {
    return new Route("GET", path, true, endpoint);
  }

  static Route post(String path, Endpoint endpoint) {
    return new Route("POST", path, true, endpoint);
  }

  Route withoutCors() {
    return new Route(method, path, false, endpoint);
  }

  /// Whether this route is for every path below its own.
  boolean isPrefix() {
    return path.length() > 1 && path.endsWith("/");
  }

  /// Whether it answers requests of `wanted`: GET routes answer HEAD too.
  boolean answers(String wanted) {
    return method.equals(wanted) || (method.equals("GET") && wanted.equals("HEAD"));
  }
}
