package dev.jensen.backend.model;

import dev.jensen.value.FieldPath;
import dev.jensen.value.Identifier;
import dev.jensen.value.InvalidValueException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads the indexes of one table of a schema and checks them (`spec/values-and-data.md` §6.7).
final class TableIndexes {

  private static final int FIELDS_MAX = 16;
  private static final int INDEXES_MAX = 64;
  private static final int DIMENSIONS_MIN = 2;
  private static final int DIMENSIONS_MAX = 4096;

  private final String table;
  private final JsonNode json;
  private final JsonNode documentType;
  private final List<SchemaIndex> indexes = new ArrayList<>();

  /// @param json one element of the schema's `tables`
  TableIndexes(String table, JsonNode json) {
    this.table = table;
    this.json = json;
    this.documentType = json.path("documentType");
  }

  List<SchemaIndex> parse() {
    json.path("indexes").forEach(index -> indexes.add(database(index, false)));
    json.path("stagedDbIndexes").forEach(index -> indexes.add(database(index, true)));
    json.path("searchIndexes").forEach(index -> indexes.add(text(index, false)));
    json.path("stagedSearchIndexes").forEach(index -> indexes.add(text(index, true)));
    json.path("vectorIndexes").forEach(index -> indexes.add(vector(index, false)));
    json.path("stagedVectorIndexes").forEach(index -> indexes.add(vector(index, true)));
    checkTogether();
    return indexes;
  }

  private SchemaIndex database(JsonNode index, boolean staged) {
    var name = name(index);
    var declared = texts(index.path("fields"));
    if (declared.isEmpty()) {
      throw new InvalidSchemaException(
          "EmptyIndex",
          "In table \"%s\" %s \"%s\" must have at least one field."
              .formatted(table, staged ? "staged index" : "index", name));
    }
    if (declared.size() > FIELDS_MAX) {
      throw inIndex(
          "IndexTooManyFields", name, "Indexes may have up to %d fields.".formatted(FIELDS_MAX));
    }
    var fields = fields(name, declared);
    checkDistinct("FieldsNotUniqueWithinIndex", name, declared);
    return new SchemaIndex.Database(table, name, fields, staged);
  }

  private SchemaIndex text(JsonNode index, boolean staged) {
    var name = name(index);
    var field = field(name, index.path("searchField").asString(""));
    return new SchemaIndex.Text(table, name, field, filterFields(name, index), staged);
  }

  private SchemaIndex vector(JsonNode index, boolean staged) {
    var name = name(index);
    var field = field(name, index.path("vectorField").asString(""));
    int dimensions = index.path("dimensions").asInt(0);
    if (dimensions < DIMENSIONS_MIN || dimensions > DIMENSIONS_MAX) {
      throw inIndex(
          "InvalidVectorDimensions",
          name,
          "Dimensions %d must be between %d and %d."
              .formatted(dimensions, DIMENSIONS_MIN, DIMENSIONS_MAX));
    }
    if (!FieldTypes.mayHoldVector(documentType, field)) {
      throw new InvalidSchemaException(
          "InvalidVectorIndexField",
          ("In table \"%s\" the vector index \"%s\" is invalid because the field \"%s\" is not an"
                  + " array of float64 or optional array of float64.")
              .formatted(table, name, field));
    }
    return new SchemaIndex.Vector(
        table, name, field, dimensions, filterFields(name, index), staged);
  }

  private String name(JsonNode index) {
    var name = index.path("indexDescriptor").asString("");
    if (name.startsWith("_") || name.equals("by_id") || name.equals("by_creation_time")) {
      throw new InvalidSchemaException(
          "IndexNameReserved",
          ("In table \"%s\" cannot name an index \"%s\" because the name is reserved. Indexes may"
                  + " not start with an underscore or be named \"by_id\" or \"by_creation_time\".")
              .formatted(table, name));
    }
    try {
      return Identifier.check(name);
    } catch (InvalidValueException e) {
      throw inTable(
          "InvalidIndexName",
          ("Invalid index name: \"%s\". Identifiers must be 64 characters or less, start with a"
                  + " letter, and only contain letters, digits, underscores.")
              .formatted(name));
    }
  }

  private List<FieldPath> filterFields(String index, JsonNode json) {
    var declared = texts(json.path("filterFields"));
    if (declared.size() > FIELDS_MAX) {
      throw inIndex(
          "IndexTooManyFilterFields",
          index,
          "Search indexes may have up to %d filter fields.".formatted(FIELDS_MAX));
    }
    checkDistinct("FieldsNotUniqueWithinIndex", index, declared);
    return fields(index, declared);
  }

  private List<FieldPath> fields(String index, List<String> declared) {
    return declared.stream().map(field -> field(index, field)).toList();
  }

  private FieldPath field(String index, String field) {
    checkNotReserved(index, field);
    FieldPath path;
    try {
      path = FieldPath.parse(field);
    } catch (InvalidValueException e) {
      throw new InvalidSchemaException(
          "InvalidIndexField",
          "In index \"%s\": Invalid index field: \"%s\"".formatted(index, field));
    }
    if (!FieldTypes.mayHave(documentType, path)) {
      throw new InvalidSchemaException(
          "InvalidIndexField",
          ("In table \"%s\" the index \"%s\" is invalid because it references the field \"%s\" that"
                  + " does not exist.")
              .formatted(table, index, field));
    }
    return path;
  }

  private void checkNotReserved(String index, String field) {
    if (field.equals("_id")) {
      throw inIndex(
          "IndexFieldsContainId",
          index,
          "`_id` is not a valid index field. To load documents by ID, use `db.get(id)`.");
    }
    if (field.equals("_creationTime")) {
      throw inIndex(
          "IndexFieldsContainCreationTime",
          index,
          "`_creationTime` is automatically added to the end of each index. It should not be added"
              + " explicitly in the index definition. See https://docs.convex.dev/using/indexes"
              + " for more details.");
    }
    if (field.startsWith("_")) {
      throw inIndex(
          "IndexFieldNameReserved",
          index,
          "Reserved fields (starting with `_`) are not allowed in indexes.");
    }
  }

  private void checkDistinct(String code, String index, List<String> fields) {
    var seen = new HashSet<String>();
    for (var field : fields) {
      if (!seen.add(field)) {
        throw inIndex(
            code,
            index,
            "Duplicate field \"%s\". Index fields must be unique within an index."
                .formatted(field));
      }
    }
  }

  /// Checks that need all indexes of the table at once.
  private void checkTogether() {
    if (indexes.size() > INDEXES_MAX) {
      throw new InvalidSchemaException(
          "TooManyIndexes",
          "Table \"%s\" cannot have more than %d indexes.".formatted(table, INDEXES_MAX));
    }
    var names = new HashSet<String>();
    var definitions = new HashMap<Object, SchemaIndex>();
    for (var index : indexes) {
      if (!names.add(index.name())) {
        throw new InvalidSchemaException(
            "IndexNamesNotUnique",
            "Table \"%s\" has two or more definitions of index \"%s\"."
                .formatted(table, index.name()));
      }
      var twin = definitions.putIfAbsent(definition(index), index);
      if (twin != null) {
        throw sameFields(twin, index);
      }
    }
  }

  /// What two indexes of a table must not have in common.
  private static Object definition(SchemaIndex index) {
    return switch (index) {
      case SchemaIndex.Database database -> database.fields();
      case SchemaIndex.Text text -> "search %s".formatted(text.searchField());
      case SchemaIndex.Vector vector -> "vector %s".formatted(vector.vectorField());
    };
  }

  private InvalidSchemaException sameFields(SchemaIndex first, SchemaIndex second) {
    return switch (second) {
      case SchemaIndex.Database _ ->
          new InvalidSchemaException(
              "IndexNotUnique",
              ("In table \"%s\" index \"%s\" and index \"%s\" have the same fields. Indexes must be"
                      + " unique within a table.")
                  .formatted(table, first.name(), second.name()));
      case SchemaIndex.Text text ->
          sameField("SearchIndexFieldNotUnique", "search", first, second, text.searchField());
      case SchemaIndex.Vector vector ->
          sameField("VectorIndexFieldNotUnique", "vector", first, second, vector.vectorField());
    };
  }

  private InvalidSchemaException sameField(
      String code, String kind, SchemaIndex first, SchemaIndex second, FieldPath field) {
    return new InvalidSchemaException(
        code,
        "In table \"%s\" %s index \"%s\" and %s index \"%s\" are both on the field \"%s\"."
            .formatted(table, kind, first.name(), kind, second.name(), field));
  }

  private InvalidSchemaException inTable(String code, String message) {
    return new InvalidSchemaException(code, "In table \"%s\": %s".formatted(table, message));
  }

  private InvalidSchemaException inIndex(String code, String index, String message) {
    return inTable(code, "In index \"%s\": %s".formatted(index, message));
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(text -> text.asString("")).toList();
  }
}
