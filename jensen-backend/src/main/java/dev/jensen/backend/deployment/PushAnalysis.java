package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.UdfConfig;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What evaluating a push told, in the form the command-line tool generates code from
/// (`spec/deploy-api.md` §8).
final class PushAnalysis {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<String> INDEX_LISTS = Set.of("indexes", "stagedDbIndexes");

  private static final Comparator<AnalyzedFunction> BY_POSITION =
      Comparator.comparing(
          AnalyzedFunction::position,
          Comparator.nullsFirst(
              Comparator.comparingInt(AnalyzedFunction.Position::line)
                  .thenComparingInt(AnalyzedFunction.Position::column)));

  private PushAnalysis() {}

  /// The entry of the root component.
  static ObjectNode write(EvaluatedPush push) {
    var json = JSON.createObjectNode();
    json.set("definition", definition(push));
    json.set("schema", schema(push.schema()));
    var functions = json.putObject("functions");
    push.analysis().forEach(module -> functions.set(module.path(), module(module, push)));
    push.java().modules().forEach(module -> functions.set(module.path(), module(module, push)));
    json.set("udfConfig", udfConfig(push.udfConfig()));
    return json;
  }

  private static ObjectNode definition(EvaluatedPush push) {
    var exported = JSON.readTree(push.definition().json());
    var json = JSON.createObjectNode().put("path", "");
    json.putObject("definitionType").put("type", "app");
    json.putArray("childComponents");
    json.set("httpMounts", JSON.createObjectNode());
    json.putObject("exports").put("type", "branch").putArray("branch");
    json.set("envVars", exported.hasNonNull("envVars") ? exported.get("envVars") : JSON.nullNode());
    return json;
  }

  private static JsonNode schema(@Nullable Schema schema) {
    if (schema == null) {
      return JSON.nullNode();
    }
    var json = JSON.readTree(schema.json());
    for (var table : json.path("tables")) {
      for (var list : INDEX_LISTS) {
        for (var index : table.path(list)) {
          IndexJson.withCreationTime((ArrayNode) index.path("fields"));
        }
      }
    }
    return json;
  }

  private static ObjectNode module(AnalyzedModule module, EvaluatedPush push) {
    var json = JSON.createObjectNode();
    var functions = json.putArray("functions");
    module.functions().stream()
        .sorted(BY_POSITION)
        .forEach(function -> functions.add(function(function)));
    json.set("httpRoutes", httpRoutes(module.httpRoutes()));
    json.set("cronSpecs", module.crons() == null ? JSON.nullNode() : crons(push.analysis()));
    return json.putNull("sourceMapped");
  }

  private static ObjectNode function(AnalyzedFunction function) {
    var json = JSON.createObjectNode().put("name", function.name());
    var position = function.position();
    if (position == null) {
      json.putNull("pos");
    } else {
      json.putObject("pos")
          .put("path", position.path())
          .put("start_lineno", position.line())
          .put("start_col", position.column());
    }
    json.put("udfType", function.type().display());
    json.putObject("visibility").put("kind", function.isPublic() ? "public" : "internal");
    return json.put("args", function.args()).put("returns", function.returns());
  }

  private static JsonNode httpRoutes(@Nullable String routes) {
    if (routes == null) {
      return JSON.nullNode();
    }
    var json = JSON.createArrayNode();
    for (var route : JSON.readTree(routes)) {
      var entry = json.addObject();
      entry.putObject("route").set("path", route.path(0)).set("method", route.path(1));
      entry.putNull("pos");
    }
    return json;
  }

  private static ArrayNode crons(List<AnalyzedModule> analysis) {
    var json = JSON.createArrayNode();
    CronSpecs.of(analysis)
        .forEach(
            (identifier, spec) -> json.addObject().put("identifier", identifier).set("spec", spec));
    return json;
  }

  private static ObjectNode udfConfig(UdfConfig config) {
    var json = JSON.createObjectNode().put("serverVersion", config.serverVersion());
    json.set("importPhaseRngSeed", encoded(config.seed()));
    json.set("importPhaseUnixTimestamp", encoded(new Value.Int64(config.time().nanos())));
    return json;
  }

  private static JsonNode encoded(Value value) {
    return JSON.readTree(JsonFormat.ENCODED.write(value));
  }
}
