package dev.jensen.backend.function.web;

/// An operation of an action that failed; its message is for the action's author.
public final class IoFailedException extends RuntimeException {

  IoFailedException(String message) {
    super(message);
  }
}
