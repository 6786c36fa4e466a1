package dev.jensen.backend.archive;

import dev.jensen.backend.model.Schema;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.TableNames;
import dev.jensen.value.Value;
import dev.jensen.value.ValueLimits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/// One document of a file, checked.
///
/// @param id null if it brings none
/// @param creationTime null if it brings none
/// @param fields without the two
record IncomingDocument(@Nullable InternalId id, @Nullable Double creationTime, Value.Obj fields) {

  private static final String ID = "_id";
  private static final String CREATION_TIME = "_creationTime";

  /// Checks `document`.
  ///
  /// @param row its number in the file, for messages
  /// @param number of the table, or null if that is not known yet
  /// @throws InvalidImportException if it cannot be in the table
  static IncomingDocument of(
      Value.Obj document,
      long row,
      String table,
      @Nullable Long number,
      @Nullable Schema schema,
      TableNames names) {
    var id = TargetTables.id(document);
    if (id != null && (number == null || id.tableNumber() != number)) {
      throw TargetTables.conflict(table, id.toString());
    }
    var fields = new HashMap<String, Value>(document.fields());
    fields.remove(ID);
    fields.remove(CREATION_TIME);
    var content = Value.Obj.of(fields);
    try {
      ValueLimits.checkDocument(content);
    } catch (InvalidValueException e) {
      throw new InvalidImportException(
          "Row %d wasn't a valid Convex value: %s".formatted(row, e.getMessage()));
    }
    checkSchema(content, row, table, schema, names);
    return new IncomingDocument(
        id == null ? null : id.internalId(), creationTime(document, row), content);
  }

  private static @Nullable Double creationTime(Value.Obj document, long row) {
    return switch (document.get(CREATION_TIME)) {
      case null -> null;
      case Value.Float64(var time) -> time;
      case Value other ->
          throw new InvalidImportException(
              "Row %d: _creationTime must be a number, not %s".formatted(row, other.display()));
    };
  }

  private static void checkSchema(
      Value.Obj fields, long row, String table, @Nullable Schema schema, TableNames names) {
    var validator = schema == null ? null : schema.documentValidator(table);
    var mismatch = validator == null ? null : validator.mismatch(fields, names);
    if (mismatch != null) {
      throw new InvalidImportException(
          "Row %d of table \"%s\" does not match the schema: %s".formatted(row, table, mismatch));
    }
  }

  /// The id that the document gets: its own, or one that is the same whenever the same import comes
  /// to the same row.
  DocumentId idIn(long tableNumber, String table, DocumentId importId, long row) {
    if (id != null) {
      return new DocumentId(tableNumber, id);
    }
    try {
      var name = "%s|%s|%d".formatted(importId, table, row).getBytes(StandardCharsets.US_ASCII);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(name);
      return new DocumentId(tableNumber, new InternalId(Arrays.copyOf(hash, InternalId.BYTES)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
