package dev.jensen.backend.http;

import java.util.List;

/// The small routes (`spec/http-api.md` §9) and, until there are any, the answer of HTTP actions
/// (§8).
///
/// @param instanceName what `/instance_name` says
/// @param version what `/version` says
record MetaRoutes(String instanceName, String version) {

  List<Route> routes() {
    return List.of(
        Route.get("/", _ -> Answer.text(200, "This Jensen deployment is running.\n")),
        Route.get("/version", _ -> Answer.text(200, version)).withoutCors(),
        Route.get("/instance_version", _ -> Answer.text(200, version)),
        Route.get("/instance_name", _ -> Answer.text(200, instanceName)),
        Route.get("/metrics", _ -> noMetrics()).withoutCors(),
        Route.post("/echo", exchange -> Answer.bytes(exchange.body(Limits.ECHO_BYTES))));
  }

  private static Answer noMetrics() {
    return Answer.failure(404, "MetricsDisabled", "This server does not publish metrics.");
  }
}
