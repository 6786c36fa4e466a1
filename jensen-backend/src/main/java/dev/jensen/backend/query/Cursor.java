package dev.jensen.backend.query;

import dev.jensen.value.IndexKey;

/// A position in the order of one query's source.
sealed interface Cursor {

  /// Behind the document with this index key, whether or not it still exists.
  record After(IndexKey key) implements Cursor {}

  /// Behind everything, also what will be added.
  record End() implements Cursor {}
}
