package dev.jensen.backend.model;

import dev.jensen.value.Identifier;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Validator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the JSON of a schema and checks everything about tables; [TableIndexes] checks indexes.
final class SchemaParser {

  private static final JsonMapper JSON = JsonMapper.shared();

  Schema parse(String json) {
    var root = tree(json);
    if (!root.path("tables").isArray() || !root.path("schemaValidation").isBoolean()) {
      throw notASchema();
    }
    var names = new HashSet<String>();
    var tables = new ArrayList<TableSchema>();
    for (var table : root.path("tables")) {
      var parsed = table(table);
      if (!names.add(parsed.name())) {
        throw new InvalidSchemaException(
            "InvalidSchema", "Table \"%s\" is defined more than once.".formatted(parsed.name()));
      }
      tables.add(parsed);
    }
    return new Schema(
        JSON.writeValueAsString(root), root.path("schemaValidation").booleanValue(), tables);
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JacksonException e) {
      throw notASchema();
    }
  }

  private TableSchema table(JsonNode json) {
    var name = json.path("tableName").asString("");
    checkName(name);
    var documentType = json.path("documentType");
    var validator = validator(name, documentType);
    if (!isDocument(documentType)) {
      throw new InvalidSchemaException(
          "InvalidTopLevelTypeInSchemaError",
          ("In table \"%s\": The document validator in a schema must be an object, a union of"
                  + " objects, or `v.any()`. Found %s. To learn more, see the schema documentation"
                  + " at https://docs.convex.dev/database/schemas.")
              .formatted(name, validator.display()));
    }
    if (json.hasNonNull("stagedDocumentType")) {
      validator(name, json.path("stagedDocumentType"));
    }
    List<SchemaIndex> indexes = new TableIndexes(name, json).parse();
    return new TableSchema(name, validator, indexes);
  }

  private static void checkName(String name) {
    if (name.startsWith("_")) {
      throw new InvalidSchemaException(
          "TableNameReserved", "%s is a reserved table name.".formatted(name));
    }
    try {
      Identifier.check(name);
    } catch (InvalidValueException e) {
      throw new InvalidSchemaException(
          "InvalidTableName",
          ("Invalid table name: \"%s\". Identifiers must start with a letter and can only contain"
                  + " letters, digits, and underscores.")
              .formatted(name));
    }
  }

  private static Validator validator(String table, JsonNode json) {
    try {
      return Validator.parse(JSON.writeValueAsString(json));
    } catch (InvalidValueException e) {
      throw new InvalidSchemaException(
          "InvalidSchema", "In table \"%s\": %s".formatted(table, e.getMessage()));
    }
  }

  private static boolean isDocument(JsonNode type) {
    return switch (type.path("type").asString("")) {
      case "any", "object" -> true;
      case "union" -> type.path("value").valueStream().allMatch(SchemaParser::isObjectOrUnion);
      default -> false;
    };
  }

  private static boolean isObjectOrUnion(JsonNode type) {
    return switch (type.path("type").asString("")) {
      case "object" -> true;
      case "union" -> type.path("value").valueStream().allMatch(SchemaParser::isObjectOrUnion);
      default -> false;
    };
  }

  private static InvalidSchemaException notASchema() {
    return new InvalidSchemaException(
        "InvalidSchemaExport", "Default export from schema file isn't a Convex schema.");
  }
}
