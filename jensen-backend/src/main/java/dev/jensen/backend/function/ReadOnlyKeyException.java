package dev.jensen.backend.function;

/// A caller with a read-only admin key asked for more than a query (`spec/http-api.md` §3.1).
public final class ReadOnlyKeyException extends RuntimeException {

  ReadOnlyKeyException() {
    super(
        "You do not have permission to perform this operation: a read-only key may only run"
            + " queries.");
  }

  /// The stable word for the error body.
  public String code() {
    return "OperationNotPermitted";
  }
}
