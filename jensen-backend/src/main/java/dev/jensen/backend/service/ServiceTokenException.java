package dev.jensen.backend.service;

/// What is asked about service tokens cannot be.
public final class ServiceTokenException extends RuntimeException {

  private final String code;

  ServiceTokenException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// A stable CamelCase word.
  public String code() {
    return code;
  }
}
