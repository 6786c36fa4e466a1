package dev.jensen.backend.archive;

/// What is in a file cannot be imported; the import fails with this message.
final class InvalidImportException extends RuntimeException {

  InvalidImportException(String message) {
    super(message);
  }
}
