package dev.jensen.isolate.crypto;

/// What becomes a `DOMException` in the function's context.
public final class WebCryptoException extends RuntimeException {

  private final String name;

  private WebCryptoException(String name, String message) {
    super(message);
    this.name = name;
  }

  /// The operation failed for a reason that depends on the data.
  static WebCryptoException operation(String message) {
    return new WebCryptoException("OperationError", message);
  }

  /// What was given is not what it should be, such as a key that is none.
  static WebCryptoException data(String message) {
    return new WebCryptoException("DataError", message);
  }

  /// The name of the `DOMException`, such as `OperationError`.
  public String name() {
    return name;
  }
}
