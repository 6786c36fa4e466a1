package dev.jensen.backend.query;

/// JSON that describes no query; the message says why.
public final class MalformedQueryException extends RuntimeException {

  MalformedQueryException(String message) {
    super(message);
  }
}
