package dev.jensen.backend.model;

import dev.jensen.value.Validator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A pushed schema (`spec/values-and-data.md` §6).
///
/// Immutable. Two schemas are equal when their JSON is.
public final class Schema {

  private final String json;
  private final boolean validates;
  private final SequencedMap<String, TableSchema> tables;

  Schema(String json, boolean validates, List<TableSchema> tables) {
    this.json = json;
    this.validates = validates;
    this.tables =
        tables.stream()
            .collect(
                Collectors.toMap(
                    TableSchema::name, table -> table, (a, _) -> a, LinkedHashMap::new));
  }

  /// Reads and checks what the default export's `export()` of `schema.js` gave.
  ///
  /// @throws InvalidSchemaException if it breaks a rule
  public static Schema parse(String json) {
    return new SchemaParser().parse(json);
  }

  /// What [#parse] reads, with the order of tables as declared.
  public String json() {
    return json;
  }

  /// Whether documents are checked at all.
  public boolean validates() {
    return validates;
  }

  /// The declared tables, in the order of the file.
  public List<TableSchema> tables() {
    return List.copyOf(tables.values());
  }

  /// All declared indexes, staged ones included.
  public List<SchemaIndex> indexes() {
    return tables.values().stream().flatMap(table -> table.indexes().stream()).toList();
  }

  /// What documents of `table` must match, without their system fields; null when the schema does
  /// not name the table or does not check documents.
  public @Nullable Validator documentValidator(String table) {
    var schema = tables.get(table);
    return schema == null || !validates ? null : schema.documentType();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Schema that && json.equals(that.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return "Schema%s".formatted(Map.copyOf(tables).keySet());
  }
}
