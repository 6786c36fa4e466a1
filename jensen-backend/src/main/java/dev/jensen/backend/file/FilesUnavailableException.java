package dev.jensen.backend.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// What keeps the contents of files elsewhere fails just now. The message is for callers; the
/// cause, for the operator, says what failed.
public final class FilesUnavailableException extends UncheckedIOException {

  private final String reason;

  /// @param reason one sentence for the operator, which may have more lines than one
  FilesUnavailableException(String reason, @Nullable Exception cause) {
    super(
        "The contents of files cannot be reached. Try again later.",
        new IOException(reason, cause));
    this.reason = reason;
  }

  /// What failed, in one line for the operator.
  String reason() {
    return reason.lines().findFirst().orElse("").strip();
  }

  /// The stable word for the error body.
  public String code() {
    return "FilesUnavailable";
  }
}
