package dev.jensen.backend.function;

import dev.jensen.wire.Timestamp;
import java.time.Duration;

/// One run of a function, before anything of it was committed.
///
/// @param javascript spent in user code
/// @param observedTime whether the result moves on with time
/// @param observedIdentity whether the result is about this caller only
record Attempt(
    FunctionResult result, Duration javascript, boolean observedTime, boolean observedIdentity) {

  /// This attempt with its result as callers get it once what it did is committed.
  Attempt committedAt(Timestamp timestamp) {
    return result instanceof FunctionResult.Success(var value, var lines) && value.isPending()
        ? new Attempt(
            new FunctionResult.Success(value.resolved(timestamp.nanos()), lines),
            javascript,
            observedTime,
            observedIdentity)
        : this;
  }
}
