package dev.jensen.backend.deployment;

import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.SchemaIndex;
import dev.jensen.backend.model.StoredSchema;
import dev.jensen.backend.model.TableSchema;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.DocumentWalk;
import dev.jensen.backend.transaction.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What pushing a schema would cost (`spec/deploy-api.md` §5.4). Changes nothing.
final class SchemaPrediction implements AutoCloseable {

  private final Transaction transaction;
  private final DocumentWalk walk;
  private final @Nullable Schema next;
  private final @Nullable Schema active;
  private final Map<String, TableSize> sizes = new HashMap<>();

  private record TableSize(long documents, long bytes) {}

  SchemaPrediction(Database database, Transaction transaction, @Nullable Schema next) {
    this.transaction = transaction;
    this.walk = new DocumentWalk(database);
    this.next = next;
    var stored = StoredSchema.active(transaction);
    this.active = stored == null ? null : stored.schema();
  }

  ObjectNode toJson() {
    var json = JsonMapper.shared().createObjectNode();
    var root = json.putObject("componentSchemaEvaluations").putObject("");
    root.put("definitionPath", "").put("schemaValidation", next != null && next.validates());
    var tables = root.putArray("tables");
    if (next != null) {
      next.tables().forEach(table -> write(next, table, tables.addObject()));
    }
    writeIndexes(root.putArray("indexes"));
    root.putArray("discardedStagedValidators");
    json.putArray("newComponentDefinitions");
    return json;
  }

  private void write(Schema schema, TableSchema table, ObjectNode json) {
    var size = size(table.name());
    json.put("name", table.name())
        .put("outcome", outcome(schema, table, size))
        .put("numDocs", size.documents())
        .put("sizeBytes", size.bytes());
  }

  private String outcome(Schema schema, TableSchema table, TableSize size) {
    var validator = schema.documentValidator(table.name());
    if (validator == null) {
      return "notValidated";
    }
    if (ExistingDocuments.isKnownToFit(table.name(), validator, active)) {
      return "supersetOfEnforced";
    }
    return size.documents() == 0 ? "supersetOfShape" : "mustWalk";
  }

  private void writeIndexes(ArrayNode json) {
    var diff = IndexDiff.between(active, next);
    write("added", diff.added(), json);
    write("enabled", diff.enabled(), json);
    write("disabled", diff.disabled(), json);
    write("dropped", diff.removed(), json);
    if (next != null) {
      var identical =
          next.indexes().stream()
              .filter(index -> active != null && active.indexes().contains(index))
              .toList();
      write("identical", identical, json);
    }
  }

  private void write(String change, List<SchemaIndex> indexes, ArrayNode json) {
    for (var index : indexes) {
      var size = size(index.table());
      var comes = change.equals("added") || change.equals("enabled");
      json.add(
          IndexJson.write(index)
              .put("change", change)
              .put("needsBackfill", comes && size.documents() > 0 && !isBuilt(index))
              .put("numDocs", size.documents()));
    }
  }

  private boolean isBuilt(SchemaIndex index) {
    return index instanceof SchemaIndex.Database database
        && IndexChanges.isBuilt(transaction, database);
  }

  @Override
  public void close() {
    walk.close();
  }

  private TableSize size(String table) {
    return sizes.computeIfAbsent(table, this::measure);
  }

  private TableSize measure(String table) {
    long[] sums = new long[2];
    walk.each(
        table,
        (document, _) -> {
          sums[0]++;
          sums[1] += document.value().size();
          return true;
        });
    return new TableSize(sums[0], sums[1]);
  }
}
