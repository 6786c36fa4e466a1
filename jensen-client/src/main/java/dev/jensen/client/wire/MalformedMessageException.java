package dev.jensen.client.wire;

/// What a deployment sent is not what the protocol allows.
public final class MalformedMessageException extends RuntimeException {

  /// Says what is wrong.
  public MalformedMessageException(String message) {
    super(message);
  }

  /// Says what is wrong, and what found it.
  public MalformedMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
