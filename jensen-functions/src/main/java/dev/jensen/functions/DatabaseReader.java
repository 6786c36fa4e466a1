package dev.jensen.functions;

import dev.jensen.mapping.Id;
import org.jspecify.annotations.Nullable;

/// Reads documents. Tables are named by their records, which have a [Table].
public interface DatabaseReader {

  /// The document with this id, or null.
  ///
  /// @throws FunctionFailedException if it is the id of another table
  <T> @Nullable Document<T> get(Class<T> table, Id<T> id);

  /// The document with this id.
  ///
  /// @throws ConvexError if there is none
  default <T> Document<T> require(Class<T> table, Id<T> id) {
    var document = get(table, id);
    if (document == null) {
      throw new ConvexError("There is no document %s.".formatted(id));
    }
    return document;
  }

  /// All documents of a table, to begin a query with.
  <T> TableQuery<T> query(Class<T> table);

  /// How many documents a table has.
  long count(Class<?> table);

  /// `text` as an id of the table, or null if it is none.
  <T> @Nullable Id<T> normalizeId(Class<T> table, String text);
}
