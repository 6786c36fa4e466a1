package dev.jensen.backend;

import org.jspecify.annotations.Nullable;

/// The server cannot start; the message is one line that says why and what to do.
public final class StartupException extends RuntimeException {

  StartupException(@Nullable String message, Throwable cause) {
    super(message, cause);
  }

  StartupException(String message) {
    super(message);
  }
}
