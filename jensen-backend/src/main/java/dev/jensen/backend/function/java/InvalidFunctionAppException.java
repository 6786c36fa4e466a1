package dev.jensen.backend.function.java;

/// An application in Java breaks a rule; the message says where and what to do.
public final class InvalidFunctionAppException extends RuntimeException {

  InvalidFunctionAppException(String message) {
    super(message);
  }

  InvalidFunctionAppException(String message, Throwable cause) {
    super(message, cause);
  }
}
