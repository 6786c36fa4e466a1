package dev.jensen.backend.model;

import org.jspecify.annotations.Nullable;

/// Remembers the last schema it parsed, because one schema is read many times in a row.
///
/// Thread-safe.
final class ParsedSchema {

  private volatile @Nullable Parsed last;

  private record Parsed(String json, Schema schema) {}

  Schema parse(String json) {
    var known = last;
    if (known != null && known.json().equals(json)) {
      return known.schema();
    }
    var schema = Schema.parse(json);
    last = new Parsed(json, schema);
    return schema;
  }
}
