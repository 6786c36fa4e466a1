package dev.jensen.backend.file;

/// A content is not what its sender says it is.
public final class Sha256MismatchException extends RuntimeException {

  /// @param expected in base64
  /// @param actual in base64
  Sha256MismatchException(String expected, String actual) {
    super("Sha256 mismatch. Expected: %s Actual: %s".formatted(expected, actual));
  }
}
