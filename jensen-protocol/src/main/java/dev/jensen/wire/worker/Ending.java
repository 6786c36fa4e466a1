package dev.jensen.wire.worker;

/// How one call ended.
public sealed interface Ending {

  /// It returned encoded JSON text.
  record Returned(String json) implements Ending {}

  /// It threw.
  record Threw(Thrown thrown) implements Ending {}

  /// It returned something that is no answer.
  ///
  /// @param why such as `not a string`
  record Invalid(String why) implements Ending {}

  /// It returned a text too large to send.
  record TooLarge(long bytes) implements Ending {}

  /// It could not run or not go on, and could not catch that: the export is not there, or the
  /// promise it returned will never settle.
  ///
  /// @param message for the caller
  record Refused(String message) implements Ending {}

  /// The worker stopped it; the function could not catch this.
  record Stopped(Cause cause) implements Ending {}

  /// Why a worker stops a call.
  enum Cause {
    /// It used up its time.
    TIME,
    /// It used up its memory.
    MEMORY,
    /// The server sent [Frame.Abandon].
    ABANDONED
  }
}
