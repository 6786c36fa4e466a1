package dev.jensen.client;

import dev.jensen.client.sync.LostException;
import dev.jensen.client.wire.FunctionOutcome;
import dev.jensen.mapping.MappingException;
import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;

/// What callers get of how a function ended.
final class Results {

  private Results() {}

  /// The value that the function returned.
  ///
  /// @throws FunctionException if it failed
  static Value valueOf(FunctionOutcome outcome) {
    return switch (outcome) {
      case FunctionOutcome.Success success -> success.value();
      case FunctionOutcome.Failure failure -> throw exception(failure);
    };
  }

  /// What the function returned, as a `type`.
  ///
  /// @throws FunctionException if it failed
  /// @throws MismatchedResultException if it returned something else
  static <T> T as(FunctionOutcome outcome, ResultType<T> type) {
    try {
      return Values.as(valueOf(outcome), type);
    } catch (MappingException e) {
      throw new MismatchedResultException(e);
    }
  }

  static FunctionException exception(FunctionOutcome.Failure failure) {
    var data = failure.data();
    return data == null
        ? new FunctionException(failure.message())
        : new ConvexError(failure.message(), data);
  }

  static ConnectionException exception(LostException lost) {
    return new ConnectionException(
        lost.code(), String.valueOf(lost.getMessage()), lost.mayHaveRun(), lost);
  }
}
