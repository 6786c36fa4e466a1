package dev.jensen.backend.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// Lets pages of any origin call (`spec/http-api.md` §2.3).
final class Cors {

  private static final String METHODS = "GET,POST,OPTIONS,PATCH,DELETE,PUT";
  private static final String VARY =
      "origin, access-control-request-method, access-control-request-headers";
  private static final String DAY_SECONDS = "86400";

  private Cors() {}

  static void allow(Request request, Response response) {
    var headers = response.getHeaders();
    var origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null) {
      headers.put("Access-Control-Allow-Origin", origin);
    }
    headers.put("Access-Control-Allow-Credentials", "true");
    headers.put(HttpHeader.VARY, VARY);
  }

  static void preflight(Request request, Response response) {
    var headers = response.getHeaders();
    headers.put("Access-Control-Allow-Methods", METHODS);
    headers.put("Access-Control-Max-Age", DAY_SECONDS);
    var wanted = request.getHeaders().get("Access-Control-Request-Headers");
    if (wanted != null) {
      headers.put("Access-Control-Allow-Headers", wanted);
    }
  }
}
