package dev.jensen.backend.model;

import dev.jensen.value.FieldPath;
import java.util.List;

/// An index that a schema declares.
public sealed interface SchemaIndex {

  /// The table it belongs to.
  String table();

  /// The index's own name, without the table.
  String name();

  /// Whether it is built but not to be used yet.
  boolean staged();

  /// How the protocol names it: table, dot, index.
  default String fullName() {
    return "%s.%s".formatted(table(), name());
  }

  /// The same index, staged or not.
  SchemaIndex withStaged(boolean staged);

  /// Whether `other` is the same index, staged or not.
  default boolean isSameAs(SchemaIndex other) {
    return withStaged(false).equals(other.withStaged(false));
  }

  /// An index over fields.
  ///
  /// @param fields as declared, without `_creationTime`
  record Database(String table, String name, List<FieldPath> fields, boolean staged)
      implements SchemaIndex {

    public Database {
      fields = List.copyOf(fields);
    }

    @Override
    public SchemaIndex withStaged(boolean staged) {
      return new Database(table, name, fields, staged);
    }
  }

  /// A full-text index.
  record Text(
      String table,
      String name,
      FieldPath searchField,
      List<FieldPath> filterFields,
      boolean staged)
      implements SchemaIndex {

    public Text {
      filterFields = List.copyOf(filterFields);
    }

    @Override
    public SchemaIndex withStaged(boolean staged) {
      return new Text(table, name, searchField, filterFields, staged);
    }
  }

  /// An index of embeddings.
  record Vector(
      String table,
      String name,
      FieldPath vectorField,
      int dimensions,
      List<FieldPath> filterFields,
      boolean staged)
      implements SchemaIndex {

    public Vector {
      filterFields = List.copyOf(filterFields);
    }

    @Override
    public SchemaIndex withStaged(boolean staged) {
      return new Vector(table, name, vectorField, dimensions, filterFields, staged);
    }
  }
}
