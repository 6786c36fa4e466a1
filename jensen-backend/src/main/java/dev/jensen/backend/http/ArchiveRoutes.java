package dev.jensen.backend.http;

import dev.jensen.backend.archive.Exports;
import dev.jensen.backend.archive.Imports;
import dev.jensen.backend.archive.Uploads;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.identity.Identity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The routes of `convex export` and `convex import` (`spec/deploy-api.md` §§14–15).
final class ArchiveRoutes {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Authenticator authenticator;
  private final String instanceName;
  private final Services services;

  /// What the routes answer from.
  record Services(Exports exports, Imports imports, Uploads uploads) {}

  ArchiveRoutes(Authenticator authenticator, String instanceName, Services services) {
    this.authenticator = authenticator;
    this.instanceName = instanceName;
    this.services = services;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/export/request/zip", this::requestExport),
        Route.get("/api/export/zip/", this::download),
        Route.post("/api/import/start_upload", this::startUpload),
        Route.post("/api/import/upload_part", this::uploadPart),
        Route.post("/api/import/finish_upload", this::finishUpload),
        Route.post("/api/perform_import", this::perform),
        Route.post("/api/cancel_import", this::cancel));
  }

  private void authenticate(Exchange exchange) {
    authenticator.requireAdministrator(identify(exchange));
  }

  private Identity identify(Exchange exchange) {
    return authenticator.identify(
        exchange.header("Authorization"), exchange.parameter("adminKey"), exchange.remote());
  }

  private Answer requestExport(Exchange exchange) {
    authenticate(exchange);
    services.exports().request("true".equals(exchange.parameter("includeStorage")));
    return Answer.empty(200);
  }

  private Answer download(Exchange exchange) {
    authenticator.requireViewer(identify(exchange));
    var download = services.exports().find(exchange.rest());
    return Answer.file(
        download.file(),
        "application/zip",
        Map.of(
            "Content-Disposition",
            "attachment; filename=snapshot_%s_%d.zip".formatted(instanceName, download.start()),
            "Cache-Control",
            "private"));
  }

  private Answer startUpload(Exchange exchange) {
    authenticate(exchange);
    var token = services.uploads().start();
    return Answer.json(JSON.createObjectNode().put("uploadToken", token));
  }

  private Answer uploadPart(Exchange exchange) {
    authenticate(exchange);
    var token = required(exchange.parameter("uploadToken"), "uploadToken");
    int number;
    try {
      number = Integer.parseInt(required(exchange.parameter("partNumber"), "partNumber"));
    } catch (NumberFormatException e) {
      throw HttpFailure.badRequest("BadQueryArgs", "`partNumber` must be a number.");
    }
    try (var content = exchange.stream(Limits.UPLOAD_PART_BYTES)) {
      var part = services.uploads().addPart(token, number, content);
      return Answer.json(JSON.writeValueAsBytes(part));
    } catch (IOException e) {
      throw HttpFailure.badRequest("BadUpload", "The part could not be received.");
    }
  }

  private Answer finishUpload(Exchange exchange) {
    var body = read(exchange);
    var request = body.path("import");
    if (!request.path("componentPath").asString("").isEmpty()) {
      throw HttpFailure.badRequest(
          "ComponentPathNotFound",
          "There is no component '%s': this server does not run components yet."
              .formatted(request.path("componentPath").asString("")));
    }
    var parts = body.path("partTokens").valueStream().map(token -> token.asString("")).toList();
    var id =
        services
            .imports()
            .add(
                request.path("format").asString(""),
                request.path("mode").asString(""),
                request.hasNonNull("tableName") ? request.path("tableName").asString("") : null,
                body.path("uploadToken").asString(""),
                parts);
    return Answer.json(JSON.createObjectNode().put("importId", id));
  }

  private Answer perform(Exchange exchange) {
    services.imports().perform(read(exchange).path("importId").asString(""));
    return Answer.empty(200);
  }

  private Answer cancel(Exchange exchange) {
    services.imports().cancel(read(exchange).path("importId").asString(""));
    return Answer.empty(200);
  }

  private JsonNode read(Exchange exchange) {
    authenticate(exchange);
    try {
      return JSON.readTree(exchange.json(Limits.ADMINISTRATION_BYTES));
    } catch (JacksonException e) {
      throw HttpFailure.badRequest(
          "BadJsonBody", "Failed to parse the request body as JSON: " + e.getOriginalMessage());
    }
  }

  private static String required(@Nullable String value, String name) {
    if (value == null) {
      throw HttpFailure.badRequest(
          "BadQueryArgs", "The query parameter `%s` is required.".formatted(name));
    }
    return value;
  }
}
