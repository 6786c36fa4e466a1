package dev.jensen.backend.function;

import dev.jensen.backend.index.SystemTableNumbers;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.model.NextSchema;
import dev.jensen.backend.model.NextSchemaCheck;
import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.world.World;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Identifier;
import dev.jensen.value.InternalId;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Value;
import dev.jensen.value.ValueLimits;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The syscalls that write documents (`spec/function-runtime.md` §3.2), each from its arguments to
/// the JSON of its result or, for functions in this process, from values to the document.
///
/// Everything is checked before anything is written, so a function that catches an error has
/// written nothing.
final class DocumentWrites {

  /// More than the system fields add to any document.
  private static final int SYSTEM_FIELD_BYTES_MAX = 128;

  private final ExecutionScope scope;
  private final World world;
  private final NextSchema nextSchema;
  private @Nullable NextSchemaCheck nextSchemaCheck;

  DocumentWrites(ExecutionScope scope, World world, NextSchema nextSchema) {
    this.scope = scope;
    this.world = world;
    this.nextSchema = nextSchema;
  }

  /// `1.0/insert`.
  String insert(String json) {
    var arguments = parse("db.insert", json);
    var name = arguments.text("table");
    checkName(name);
    return "{\"_id\":\"%s\"}".formatted(insertChecked(name, arguments.object()).id());
  }

  /// Adds a document.
  Document insert(String table, Value.Obj fields) {
    requireMutation("db.insert");
    checkName(table);
    return insertChecked(table, fields);
  }

  private Document insertChecked(String name, Value.Obj fields) {
    var existing = scope.transaction().table(name);
    long number = existing == null ? SystemTableNumbers.FIRST_USER : existing.number();
    checkNew(fields, number);
    checkSchema(name, fields);
    var table = existing == null ? scope.transaction().definitions().createTable(name) : existing;
    var document = scope.transaction().insert(table, fields);
    written(name, fields);
    return document;
  }

  private SyscallArguments parse(String method, String json) {
    requireMutation(method);
    return SyscallArguments.parseUncommitted(method, json);
  }

  private void requireMutation(String method) {
    if (!scope.isMutation()) {
      throw new SyscallException(
          "`%s` is not available in queries. Use a mutation to write to the database."
              .formatted(method));
    }
  }

  private static void checkName(String table) {
    if (table.startsWith("_")) {
      throw readOnly(table);
    }
    try {
      Identifier.check(table);
    } catch (InvalidValueException e) {
      throw SyscallException.invalidArgument("table", "db.insert", String.valueOf(e.getMessage()));
    }
  }

  private static SyscallException readOnly(String table) {
    return new SyscallException("%s is a read-only table".formatted(table));
  }

  /// Checks a document that does not exist yet. It gets an id and a creation time from the server,
  /// so those that a function gives cannot be right.
  private void checkNew(Value.Obj fields, long tableNumber) {
    boolean isLarge = fields.size() > ValueLimits.DOCUMENT_BYTES_MAX - SYSTEM_FIELD_BYTES_MAX;
    if (!isLarge && !SystemFields.areIn(fields)) {
      ValueLimits.checkDocument(fields);
      return;
    }
    var document = SystemFields.without(fields).merge(someSystemFields(tableNumber));
    SystemFields.check(fields.fields(), document);
    ValueLimits.checkDocument(document);
  }

  private Map<String, Value> someSystemFields(long tableNumber) {
    byte[] bytes = new byte[InternalId.BYTES];
    world.random().nextBytes(bytes);
    var id = new DocumentId(tableNumber, new InternalId(bytes));
    return Map.of(
        SystemFields.ID, new Value.Text(id.toString()),
        SystemFields.CREATION_TIME, new Value.Float64(world.now().toEpochMilli()));
  }

  private void checkSchema(String table, Value.Obj fields) {
    var schema = scope.deployed().schema();
    var validator = schema == null ? null : schema.documentValidator(table);
    var mismatch = validator == null ? null : validator.mismatch(fields, scope::tableName);
    if (mismatch != null) {
      throw new SyscallException(
          ("Failed to insert or update a document in table \"%s\" because it does not match the"
                  + " schema: %s")
              .formatted(table, mismatch));
    }
  }

  /// Lets a push in progress know what was written.
  private void written(String table, Value.Obj fields) {
    var check = nextSchemaCheck;
    if (check == null) {
      check = nextSchema.check(scope.transaction());
      nextSchemaCheck = check;
    }
    check.written(table, fields);
  }

  /// `1.0/shallowMerge`.
  String patch(String json) {
    var arguments = parse("db.patch", json);
    var target = target(arguments, "db.patch", "Update");
    return DocumentReads.encode(patch(target, arguments.changes()));
  }

  /// Changes some fields of a document.
  ///
  /// @param changes null for those to be removed
  Document patch(String id, Map<String, @Nullable Value> changes) {
    requireMutation("db.patch");
    return patch(target(id, null, "db.patch", "Update"), changes);
  }

  private Document patch(Target target, Map<String, @Nullable Value> changes) {
    SystemFields.check(changes, target.document().value());
    return update(target, target.document().value().merge(changes));
  }

  /// `1.0/replace`.
  String replace(String json) {
    var arguments = parse("db.replace", json);
    var target = target(arguments, "db.replace", "Replace");
    return DocumentReads.encode(replace(target, arguments.object()));
  }

  /// Gives a document of `table` other fields.
  Document replace(String id, String table, Value.Obj fields) {
    requireMutation("db.replace");
    return replace(target(id, table, "db.replace", "Replace"), fields);
  }

  private Document replace(Target target, Value.Obj fields) {
    SystemFields.check(fields.fields(), target.document().value());
    return update(target, fields);
  }

  private Document update(Target target, Value.Obj content) {
    var fields = SystemFields.without(content);
    var old = target.document().value();
    var system =
        Map.of(
            SystemFields.ID, required(old, SystemFields.ID),
            SystemFields.CREATION_TIME, required(old, SystemFields.CREATION_TIME));
    ValueLimits.checkDocument(fields.merge(system));
    checkSchema(target.table().name(), fields);
    var document = scope.transaction().replace(target.table(), target.document(), fields);
    written(target.table().name(), fields);
    return document;
  }

  private static Value required(Value.Obj document, String field) {
    var value = document.get(field);
    if (value == null) {
      throw new IllegalStateException("a document without %s".formatted(field));
    }
    return value;
  }

  /// `1.0/remove`.
  String delete(String json) {
    return DocumentReads.encode(delete(target(parse("db.delete", json), "db.delete", "Delete")));
  }

  /// Removes a document and returns what it was.
  Document deleteById(String id) {
    requireMutation("db.delete");
    return delete(target(id, null, "db.delete", "Delete"));
  }

  private Document delete(Target target) {
    scope.transaction().delete(target.table(), target.document());
    return target.document();
  }

  /// An existing document that a function wants to change.
  private record Target(Table table, Document document) {}

  private Target target(SyscallArguments arguments, String method, String verb) {
    return target(arguments.text("id"), arguments.optionalText("table"), method, verb);
  }

  /// @param tableName in which the id must be, if the function says so
  private Target target(String idText, @Nullable String tableName, String method, String verb) {
    var id = DocumentReads.parseId(idText, method);
    var table = scope.transaction().table(id.tableNumber());
    if (table == null || !SystemTables.isVisible(table)) {
      throw new SyscallException("Table for ID \"%s\" not found".formatted(id));
    }
    DocumentReads.checkTable(tableName, table, method);
    if (table.isSystem()) {
      throw readOnly(table.name());
    }
    var document = scope.transaction().get(table, id);
    if (document == null) {
      throw new SyscallException("%s on nonexistent document ID %s".formatted(verb, id));
    }
    return new Target(table, document);
  }
}
