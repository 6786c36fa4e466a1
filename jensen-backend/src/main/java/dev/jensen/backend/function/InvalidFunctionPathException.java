package dev.jensen.backend.function;

/// A path that cannot name a function, whatever is deployed (`spec/http-api.md` §4.1).
public final class InvalidFunctionPathException extends RuntimeException {

  InvalidFunctionPathException(String path, String why) {
    super("Invalid function path \"%s\": %s".formatted(path, why));
  }

  /// The stable word for the error body.
  public String code() {
    return "BadConvexFunctionIdentifier";
  }
}
