package dev.jensen.backend.function;

import java.time.Instant;
import java.util.List;

/// One console line of a function (`spec/function-runtime.md` §11.6).
///
/// @param messages the rendered arguments
public record LogLine(Level level, List<String> messages, Instant time, boolean truncated) {

  /// Console methods as the protocol names them.
  public enum Level {
    DEBUG,
    INFO,
    LOG,
    WARN,
    ERROR
  }

  public LogLine {
    messages = List.copyOf(messages);
  }

  /// The text form, such as `[LOG] 'hi' 3`.
  @Override
  public String toString() {
    return "[%s] %s%s"
        .formatted(
            level, String.join(" ", messages), truncated ? " (truncated due to length)" : "");
  }
}
