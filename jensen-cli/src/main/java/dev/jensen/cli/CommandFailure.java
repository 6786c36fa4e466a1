package dev.jensen.cli;

/// A command cannot do its work; the message says why and what to do.
final class CommandFailure extends RuntimeException {

  CommandFailure(String message) {
    super(message);
  }

  CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
