package dev.jensen.backend.deployment;

import dev.jensen.backend.model.Module;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of a push, piece by piece.
final class PushBuilder {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final ObjectNode body = JSON.createObjectNode();
  private final ObjectNode app = body.putObject("appDefinition");
  private final ArrayNode changed = app.putArray("changedModules");
  private final ArrayNode unchanged = app.putArray("unchangedModuleHashes");

  PushBuilder() {
    body.put("dryRun", false).put("functions", "convex/");
    body.putArray("componentDefinitions");
    app.putNull("schema").put("udfServerVersion", "1.48.0");
    definition("{\"childComponents\":[]}");
  }

  PushBuilder definition(String json) {
    app.set("definition", module("convex.config.js", json));
    return this;
  }

  PushBuilder module(String path, String source, String environment) {
    changed.add(module(path, source).put("environment", environment));
    return this;
  }

  PushBuilder with(String path, String source) {
    changed.add(module(path, source));
    return this;
  }

  PushBuilder unchanged(String path, String source) {
    var hash = Module.of(path, Module.Environment.ISOLATE, source, null).sha256();
    unchanged.addObject().put("path", path).put("environment", "isolate").put("sha256", hash);
    return this;
  }

  PushBuilder schema(@Nullable String json) {
    app.set("schema", json == null ? JSON.nullNode() : module("schema.js", json));
    return this;
  }

  PushBuilder version(String version) {
    app.put("udfServerVersion", version);
    return this;
  }

  PushBuilder dryRun() {
    body.put("dryRun", true);
    return this;
  }

  PushBuilder dependency(String name, String version) {
    body.withArray("nodeDependencies").addObject().put("name", name).put("version", version);
    return this;
  }

  PushRequest build() {
    return PushRequest.parse(body);
  }

  private static ObjectNode module(String path, String source) {
    return JSON.createObjectNode()
        .put("path", path)
        .put("source", source)
        .put("environment", "isolate");
  }
}
