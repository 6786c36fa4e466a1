package dev.jensen.backend.storage;

import org.jspecify.annotations.Nullable;

/// Data cannot be read or written; the message is one line that says what is wrong and what to do.
public final class StorageException extends RuntimeException {

  public StorageException(String message) {
    super(message);
  }

  public StorageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
