package dev.jensen.backend.deployment;

import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.StoredSchema;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.DocumentWalk;
import dev.jensen.value.Validator;
import dev.jensen.value.Value;
import java.util.HashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Checks the documents that are already there against a schema.
final class ExistingDocuments {

  private final Database database;

  ExistingDocuments(Database database) {
    this.database = database;
  }

  /// The first document that does not fit, or null if all do.
  ///
  /// @param active its tables are known to fit it, so those that did not change are skipped
  StoredSchema.State.@Nullable Failed mismatch(Schema schema, @Nullable Schema active) {
    try (var walk = new DocumentWalk(database)) {
      return mismatch(walk, schema, active);
    }
  }

  private static StoredSchema.State.@Nullable Failed mismatch(
      DocumentWalk walk, Schema schema, @Nullable Schema active) {
    for (var table : schema.tables()) {
      var validator = schema.documentValidator(table.name());
      if (validator == null || isKnownToFit(table.name(), validator, active)) {
        continue;
      }
      var mismatch = mismatch(walk, table.name(), validator);
      if (mismatch != null) {
        return mismatch;
      }
    }
    return null;
  }

  static boolean isKnownToFit(String table, Validator validator, @Nullable Schema active) {
    return validator instanceof Validator.Any
        || (active != null && validator.equals(active.documentValidator(table)));
  }

  private static StoredSchema.State.@Nullable Failed mismatch(
      DocumentWalk walk, String table, Validator validator) {
    var first = new AtomicReference<StoredSchema.State.@Nullable Failed>();
    walk.each(
        table,
        (document, catalog) -> {
          var reason = validator.mismatch(withoutSystemFields(document), catalog);
          if (reason != null) {
            first.set(
                new StoredSchema.State.Failed(
                    "Document with ID \"%s\" in table \"%s\" does not match the schema: %s"
                        .formatted(document.id(), table, reason),
                    table));
          }
          return reason == null;
        });
    return first.get();
  }

  private static Value.Obj withoutSystemFields(Document document) {
    var fields = new HashMap<>(document.value().fields());
    fields.remove("_id");
    fields.remove("_creationTime");
    return Value.Obj.of(fields);
  }
}
