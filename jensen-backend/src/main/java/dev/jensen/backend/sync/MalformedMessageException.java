package dev.jensen.backend.sync;

/// What a client sent is no message of the protocol.
final class MalformedMessageException extends RuntimeException {

  MalformedMessageException(String message) {
    super(message);
  }
}
