package dev.jensen.backend.model;

import dev.jensen.value.Validator;
import java.util.List;

/// What a schema says about one table.
///
/// @param documentType what documents must match, without `_id` and `_creationTime`
public record TableSchema(String name, Validator documentType, List<SchemaIndex> indexes) {

  public TableSchema {
    indexes = List.copyOf(indexes);
  }
}
