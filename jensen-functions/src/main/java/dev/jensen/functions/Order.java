package dev.jensen.functions;

/// In which order a query gives the documents of an index.
public enum Order {
  /// Smallest first.
  ASCENDING,
  /// Largest first.
  DESCENDING
}
