package dev.jensen.backend.identity;

/// What a caller offered to prove who they are is malformed or wrong, or cannot be checked
/// (`spec/http-api.md` §3, `spec/auth.md` §7).
public final class AuthenticationException extends RuntimeException {

  private final Kind kind;
  private final String code;

  /// Whose fault it is, as far as callers must know.
  public enum Kind {
    /// It has a form that nothing has.
    MALFORMED,
    /// It proves nothing.
    REFUSED,
    /// It proves who calls, but that is not enough.
    NOT_ALLOWED,
    /// Too many such offers came from where this one comes from.
    TOO_MANY,
    /// The provider does not have what is needed to check it.
    PROVIDER_LACKS,
    /// The provider says that it is not the one to ask.
    PROVIDER_MISDIRECTED,
    /// The provider wants to be asked again.
    PROVIDER_TOO_EARLY,
    /// The provider is asked too much.
    PROVIDER_BUSY,
    /// The provider does not answer, or fails.
    PROVIDER_DOWN;

    /// Whether the offer was judged: another one is needed. Otherwise the same one may be accepted
    /// later.
    public boolean isVerdict() {
      return this == MALFORMED || this == REFUSED || this == NOT_ALLOWED;
    }
  }

  /// Says what is wrong.
  ///
  /// @param code a stable CamelCase word
  /// @param message for the caller; repeats no key and no token
  public AuthenticationException(Kind kind, String code, String message) {
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
