package dev.jensen.backend.model;

/// A pushed schema breaks a rule (`spec/deploy-api.md` §9.2).
public final class InvalidSchemaException extends RuntimeException {

  private final String code;

  /// Names the broken rule and says where it is broken.
  public InvalidSchemaException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// The stable word for the error body, such as `EmptyIndex`.
  public String code() {
    return code;
  }
}
