package dev.jensen.client.sync;

import java.lang.System.Logger.Level;

/// Writes down what users' code threw, which may be unable to say what it is: its message comes
/// from a method of its own.
final class FailureLog {

  private static final System.Logger LOGGER = System.getLogger("dev.jensen.client");

  private FailureLog() {}

  /// Never throws, because whoever writes down a failure is to go on.
  static void write(Level level, String what, Throwable failure) {
    try {
      LOGGER.log(level, what, failure);
    } catch (Throwable e) {
      writeTypes(level, what, failure, e);
    }
  }

  private static void writeTypes(Level level, String what, Throwable failure, Throwable second) {
    try {
      LOGGER.log(
          level,
          "%s: %s (describing it failed with %s)".formatted(what, name(failure), name(second)));
    } catch (Throwable e) {
      // It is the log itself that fails, so there is nowhere to say so.
    }
  }

  private static String name(Throwable failure) {
    return failure.getClass().getName();
  }
}
