package dev.jensen.backend.identity;

/// What a caller offered to prove who they are is malformed or wrong (`spec/http-api.md` §3).
public final class AuthenticationException extends RuntimeException {

  private final Kind kind;
  private final String code;

  /// Whether the offer could be understood.
  public enum Kind {
    /// It has a form that nothing has.
    MALFORMED,
    /// It proves nothing.
    REFUSED,
    /// It proves who calls, but that is not enough.
    NOT_ALLOWED
  }

  AuthenticationException(Kind kind, String code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  /// Why.
  public Kind kind() {
    return kind;
  }

  /// The stable word for the error body.
  public String code() {
    return code;
  }
}
