package dev.jensen.backend.function;

/// Too much is going on; the caller may try again later.
public final class OverloadedException extends RuntimeException {

  private final String code;

  /// Says that too many functions are running.
  public OverloadedException(String message) {
    this("TooManyConcurrentRequests", message);
  }

  /// Says what there is too much of.
  ///
  /// @param code the stable word for the error body (`spec/http-api.md` §2.2)
  public OverloadedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// `TooManyConcurrentRequests` or `TooManyWrites`.
  public String code() {
    return code;
  }
}
