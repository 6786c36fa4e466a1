package dev.jensen.wire.worker;

/// The other side sent bytes that are no frame, or one larger than allowed.
public final class MalformedFrameException extends RuntimeException {

  /// Says what is wrong with the bytes.
  public MalformedFrameException(String message) {
    super(message);
  }
}
