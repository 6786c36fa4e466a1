package dev.jensen.backend.function;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one run of a function in a runtime gave.
///
/// @param observedTime whether the function looked at the clock
/// @param timings where the time went
public record Execution(
    Outcome outcome, List<LogLine> logLines, boolean observedTime, Timings timings) {

  /// How it ended.
  public sealed interface Outcome {

    /// It returned.
    ///
    /// @param json the encoded return value
    record Returned(String json) implements Outcome {}

    /// It threw, or a promise it left behind was rejected.
    ///
    /// @param message `Uncaught Error: …` and one line per stack frame, source-mapped, with a
    ///   newline at the end
    /// @param data encoded JSON of a `ConvexError`'s data, or null for other errors
    record Threw(String message, @Nullable String data) implements Outcome {}

    /// It did not do what a function has to, such as to return a value.
    ///
    /// @param message for the caller
    record Refused(String message) implements Outcome {}

    /// The runtime stopped it: time, memory, a crash. The function could not catch this, nor may
    /// one that called it.
    ///
    /// @param message for the caller, such as `Function execution timed out (maximum duration: 1s)`
    record Stopped(String message) implements Outcome {}
  }

  /// Where the time of one execution went.
  ///
  /// @param waiting for a free worker and a restored context
  /// @param restoring of the context, after the call before
  /// @param javascript running user code
  /// @param syscalls answering the function's calls
  /// @param total from asking for the execution to its outcome
  public record Timings(
      Duration waiting,
      Duration restoring,
      Duration javascript,
      Duration syscalls,
      Duration total) {}

  public Execution {
    logLines = List.copyOf(logLines);
  }
}
