package dev.jensen.backend.function;

/// What became of an [HttpCall].
public sealed interface HttpOutcome {

  /// The function has responded, to the end or as far as it came.
  ///
  /// @param isComplete whether the body is whole
  record Responded(boolean isComplete) implements HttpOutcome {}

  /// The function failed before it responded.
  record Failed(FunctionResult.Failure failure) implements HttpOutcome {}

  /// Nothing is deployed that could answer.
  record NoRouter() implements HttpOutcome {}
}
