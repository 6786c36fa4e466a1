package dev.jensen.backend.deployment;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How far the schema of a push is (`spec/deploy-api.md` §5.7).
sealed interface SchemaStatus {

  /// Documents are being checked or indexes built.
  record InProgress(boolean validated, IndexChanges.Progress indexes) implements SchemaStatus {}

  /// A document does not fit.
  record Failed(String error, @Nullable String table) implements SchemaStatus {}

  /// Another push took over.
  record Overwritten() implements SchemaStatus {}

  /// The push can be finished.
  record Complete() implements SchemaStatus {}

  default ObjectNode toJson() {
    var json = JsonMapper.shared().createObjectNode();
    switch (this) {
      case InProgress(var validated, var indexes) -> {
        json.put("type", "inProgress");
        json.putObject("components")
            .putObject("")
            .put("schemaValidationComplete", validated)
            .put("indexesComplete", indexes.built())
            .put("indexesTotal", indexes.total());
      }
      case Failed(var error, var table) ->
          json.put("type", "failed")
              .put("error", error)
              .put("componentPath", "")
              .put("tableName", table);
      case Overwritten _ -> json.put("type", "raceDetected");
      case Complete _ -> json.put("type", "complete");
    }
    return json;
  }
}
