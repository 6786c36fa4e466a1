package dev.jensen.backend.function.java;

import dev.jensen.functions.Document;
import dev.jensen.mapping.Id;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;

/// Reads the documents of one table as Java has them.
record DocumentReader<T>(Class<T> table) {

  static <T> DocumentReader<T> of(Class<T> table) {
    return new DocumentReader<>(table);
  }

  /// @throws dev.jensen.mapping.MappingException if the document is older than the class and does
  ///   not fit it
  Document<T> read(Value.Obj document) {
    if (document.get("_id") instanceof Value.Text(var id)
        && document.get("_creationTime") instanceof Value.Float64(var time)) {
      return new Document<>(new Id<>(id), time, Values.as(document, table));
    }
    throw new IllegalStateException("a document without system fields");
  }
}
