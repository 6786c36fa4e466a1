package dev.jensen.backend.deployment;

import dev.jensen.backend.model.Schema;
import dev.jensen.value.DocumentId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The answer to a started push (`spec/deploy-api.md` §5.6). The command-line tool sends it back
/// when it finishes the push; only the token in it is looked at then.
final class PushAnswer {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String TOKEN = "storageKey";
  private static final String CHANGE_TOKEN = "pushToken";

  private PushAnswer() {}

  /// @param active the schema that is enforced now
  /// @param schema the id of the pushed one; null without one, and in a dry run
  static ObjectNode started(
      EvaluatedPush push, @Nullable Schema active, @Nullable DocumentId schema, String token) {
    var json = JSON.createObjectNode();
    var variables = json.putObject("environmentVariables");
    push.variables().forEach(variables::put);
    json.put("externalDepsId", push.udfConfig().node().dependenciesId());
    json.putObject("componentDefinitionPackages").putObject("").put(TOKEN, token);
    var appAuth = json.putArray("appAuth");
    push.authProviders().forEach(provider -> appAuth.add(AuthJson.write(provider)));
    json.putObject("analysis").set("", PushAnalysis.write(push));
    json.set("app", CheckedApp.write(push.analysis()));
    json.set("schemaChange", schemaChange(push, active, schema).put(CHANGE_TOKEN, token));
    return json;
  }

  /// The answer to a push that is only evaluated.
  static ObjectNode evaluated(EvaluatedPush push, @Nullable Schema active) {
    var json = JSON.createObjectNode();
    json.set("schemaChange", schemaChange(push, active, null));
    return json;
  }

  private static ObjectNode schemaChange(
      EvaluatedPush push, @Nullable Schema active, @Nullable DocumentId schema) {
    var json = JSON.createObjectNode();
    json.putObject("allocatedComponentIds");
    json.putObject("schemaIds").put("", schema == null ? null : schema.toString());
    json.putObject("indexDiffs").set("", IndexJson.write(IndexDiff.between(active, push.schema())));
    return json;
  }

  /// The token in a whole answer that came back, or the empty text.
  static String token(JsonNode answer) {
    return answer.path("componentDefinitionPackages").path("").path(TOKEN).asString("");
  }

  /// The token in the part about the schema, or the empty text.
  static String tokenOfChange(JsonNode schemaChange) {
    return schemaChange.path(CHANGE_TOKEN).asString("");
  }
}
