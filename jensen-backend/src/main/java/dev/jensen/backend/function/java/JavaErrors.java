package dev.jensen.backend.function.java;

import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.functions.ConvexError;
import dev.jensen.value.JsonFormat;

/// What callers learn of an exception, in the form of JavaScript's errors: `Uncaught`, what was
/// thrown, and where.
final class JavaErrors {

  private static final int FRAMES_MAX = 32;

  private JavaErrors() {}

  static Outcome.Threw threw(Throwable thrown) {
    var text = new StringBuilder("Uncaught ").append(described(thrown)).append('\n');
    int frames = 0;
    for (var frame : thrown.getStackTrace()) {
      if (isOfServer(frame) || frames == FRAMES_MAX) {
        break;
      }
      text.append("    at ").append(shown(frame)).append('\n');
      frames++;
    }
    return new Outcome.Threw(
        text.toString(),
        thrown instanceof ConvexError error ? JsonFormat.ENCODED.write(error.data()) : null);
  }

  private static String described(Throwable thrown) {
    var name = thrown.getClass().getSimpleName();
    return thrown.getMessage() == null ? name : "%s: %s".formatted(name, thrown.getMessage());
  }

  /// Whether the function's own frames are over.
  private static boolean isOfServer(StackTraceElement frame) {
    return frame.getClassName().equals(Handler.class.getName())
        || frame.getClassName().equals(HttpHandler.class.getName())
        || frame.getClassName().equals(HttpAnswer.class.getName())
        || frame.getClassName().startsWith("jdk.internal.reflect.");
  }

  private static String shown(StackTraceElement frame) {
    return "%s.%s (%s:%d)"
        .formatted(
            frame.getClassName(),
            frame.getMethodName(),
            frame.getFileName(),
            frame.getLineNumber());
  }
}
