package dev.jensen.functions;

import dev.jensen.mapping.Id;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads and writes documents. Tables are named by their records, which have a [Table].
///
/// What does not match the schema, or is not there, is a [FunctionFailedException], and nothing is
/// written.
public interface DatabaseWriter extends DatabaseReader {

  /// Adds a document to the table that its class, or an interface of it, names.
  <T> Id<T> insert(T content);

  /// Sets some fields of a document.
  ///
  /// @param changes a value per field; null is stored as null
  void patch(Id<?> id, Map<String, ? extends @Nullable Object> changes);

  /// Removes some fields of a document.
  void unset(Id<?> id, String... fields);

  /// Puts other content in the place of a document's.
  <T> void replace(Id<T> id, T content);

  /// Replaces a document by what `change` makes of its content.
  ///
  /// @throws ConvexError if there is no such document
  default <T> void update(Class<T> table, Id<T> id, UnaryOperator<T> change) {
    replace(id, change.apply(require(table, id).content()));
  }

  /// Removes a document.
  void delete(Id<?> id);
}
