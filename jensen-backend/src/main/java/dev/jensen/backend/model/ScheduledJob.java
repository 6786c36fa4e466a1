package dev.jensen.backend.model;

import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;

/// One scheduled function (`spec/values-and-data.md` §10.1).
///
/// @param name such as `dir/tasks.js:send`
/// @param arguments what a call has as its arguments: an array with one object
/// @param scheduledMillis when it was to run, milliseconds since the epoch
public record ScheduledJob(
    DocumentId id, String name, Value.Array arguments, double scheduledMillis, State state) {

  /// What became of it so far.
  public sealed interface State {

    /// It waits.
    record Pending() implements State {}

    /// It runs.
    record InProgress() implements State {}

    /// It returned.
    record Success() implements State {}

    /// It threw, or could not be run.
    ///
    /// @param error message and stack
    record Failed(String error) implements State {}

    /// Somebody did not want it to run.
    record Canceled() implements State {}

    /// Whether nothing more will become of it.
    default boolean isFinished() {
      return switch (this) {
        case Pending _, InProgress _ -> false;
        case Success _, Failed _, Canceled _ -> true;
      };
    }
  }
}
