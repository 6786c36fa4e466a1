package dev.jensen.backend.transaction;

/// The asked-for snapshot is in the future, or so old that it is gone.
public final class SnapshotUnavailableException extends RuntimeException {

  public SnapshotUnavailableException(String message) {
    super(message);
  }
}
