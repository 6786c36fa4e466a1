package dev.jensen.backend.http;

import dev.jensen.backend.identity.Authenticator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/// The small routes (`spec/http-api.md` §9).
///
/// Metrics are for whoever is on this machine, if the server listens for nobody else, and for the
/// administrator.
///
/// @param metrics the text that `/metrics` answers
/// @param publicKeys of tokens that the deployment signs
record MetaRoutes(
    HttpServer.Options options,
    Authenticator authenticator,
    Supplier<String> metrics,
    String publicKeys) {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  List<Route> routes() {
    return List.of(
        Route.get("/", _ -> Answer.text(200, "This Jensen deployment is running.\n")),
        Route.get("/version", _ -> Answer.text(200, options.version())).withoutCors(),
        Route.get("/instance_version", _ -> Answer.text(200, options.version())),
        Route.get("/instance_name", _ -> Answer.text(200, options.instanceName())),
        Route.get(
            "/.well-known/jwks.json",
            _ -> Answer.json(publicKeys.getBytes(StandardCharsets.UTF_8))),
        Route.get("/metrics", this::metrics).withoutCors(),
        Route.post("/echo", exchange -> Answer.bytes(exchange.body(Limits.ECHO_BYTES))));
  }

  private Answer metrics(Exchange exchange) {
    if (!options.isLoopback()) {
      authenticator.requireViewer(
          authenticator.identify(exchange.header("Authorization"), null, exchange.remote()));
    }
    var text = metrics.get().getBytes(StandardCharsets.UTF_8);
    return new Answer(200, PROMETHEUS, ByteBuffer.wrap(text));
  }
}
