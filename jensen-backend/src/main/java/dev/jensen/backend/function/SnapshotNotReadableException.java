package dev.jensen.backend.function;

/// A call asked for a snapshot that is not there: too old, or in the future (`spec/http-api.md`
/// §4.3).
public final class SnapshotNotReadableException extends RuntimeException {

  private final boolean isInFuture;

  /// Says which of both.
  ///
  /// @param cause says more
  public SnapshotNotReadableException(boolean isInFuture, RuntimeException cause) {
    super(cause.getMessage(), cause);
    this.isInFuture = isInFuture;
  }

  /// Whether no commit has reached the snapshot yet; otherwise it is too old.
  public boolean isInFuture() {
    return isInFuture;
  }
}
