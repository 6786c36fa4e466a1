package dev.jensen.backend.deployment;

import dev.jensen.backend.model.SchemaIndex;
import dev.jensen.value.FieldPath;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Indexes as the protocol shows them (`spec/deploy-api.md` §5.6).
final class IndexJson {

  private static final JsonMapper JSON = JsonMapper.shared();

  private IndexJson() {}

  static ObjectNode write(IndexDiff diff) {
    var json = JSON.createObjectNode();
    json.set("added_indexes", write(diff.added()));
    json.set("removed_indexes", write(diff.removed()));
    json.set("enabled_indexes", write(diff.enabled()));
    json.set("disabled_indexes", write(diff.disabled()));
    return json;
  }

  static ObjectNode write(SchemaIndex index) {
    var json = JSON.createObjectNode().put("name", index.fullName());
    switch (index) {
      case SchemaIndex.Database database -> {
        json.put("type", "database");
        json.set("fields", withCreationTime(texts(database.fields())));
      }
      case SchemaIndex.Text text -> {
        json.put("type", "search").put("searchField", text.searchField().toString());
        json.set("filterFields", texts(text.filterFields()));
      }
      case SchemaIndex.Vector vector -> {
        json.put("type", "vector")
            .put("dimensions", vector.dimensions())
            .put("vectorField", vector.vectorField().toString());
        json.set("filterFields", texts(vector.filterFields()));
      }
    }
    return json.put("staged", index.staged());
  }

  /// The field that ends every database index.
  static ArrayNode withCreationTime(ArrayNode fields) {
    return fields.add("_creationTime");
  }

  private static ArrayNode write(List<SchemaIndex> indexes) {
    var json = JSON.createArrayNode();
    indexes.forEach(index -> json.add(write(index)));
    return json;
  }

  private static ArrayNode texts(List<FieldPath> paths) {
    var json = JSON.createArrayNode();
    paths.forEach(path -> json.add(path.toString()));
    return json;
  }
}
