package dev.jensen.backend.file;

import org.jspecify.annotations.Nullable;

/// Files cannot be kept where the operator said; the message is one line that says why and what to
/// do.
public final class UnusableBucketException extends RuntimeException {

  UnusableBucketException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
