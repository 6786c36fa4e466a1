package dev.jensen.backend.query;

/// One step that documents of a query pass.
public sealed interface Operator {

  /// Keeps the documents for which `condition` is true.
  record Filter(Expression condition) implements Operator {}

  /// Ends the query after `count` documents.
  record Limit(long count) implements Operator {

    public Limit {
      if (count < 0) {
        throw new IllegalArgumentException("negative limit: " + count);
      }
    }
  }
}
