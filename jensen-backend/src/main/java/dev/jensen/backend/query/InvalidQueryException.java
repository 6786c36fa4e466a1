package dev.jensen.backend.query;

/// A query that cannot be answered: it breaks a rule of its index, or its filter makes no sense for
/// a document. The message is the one of the spec.
public final class InvalidQueryException extends RuntimeException {

  InvalidQueryException(String message) {
    super(message);
  }
}
