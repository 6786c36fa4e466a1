package dev.jensen.backend.token;

/// A document of an issuer cannot be had.
final class LookupException extends RuntimeException {

  private final Failure failure;

  /// In which way.
  sealed interface Failure {

    /// Nobody answered in time.
    record Unreachable() implements Failure {}

    /// The answer was another one than 200.
    record Status(int status) implements Failure {}

    /// It was of the wrong type.
    record MediaType() implements Failure {}

    /// It was of the right type and still not what it should be.
    record Unusable() implements Failure {}
  }

  LookupException(Failure failure, String message) {
    super(message);
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }

  /// Whether the server fails rather than answers: what it said before still holds.
  boolean isOutage() {
    return switch (failure) {
      case Failure.Unreachable _ -> true;
      case Failure.Status(var status) -> status == 429 || status >= 500;
      case Failure.MediaType _, Failure.Unusable _ -> false;
    };
  }
}
