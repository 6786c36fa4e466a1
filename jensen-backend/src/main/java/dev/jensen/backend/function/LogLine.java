package dev.jensen.backend.function;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One console line of a function (`spec/function-runtime.md` §11.6).
///
/// @param messages the rendered arguments
/// @param function the function that wrote it, if another one called that; otherwise null
public record LogLine(
    Level level,
    List<String> messages,
    Instant time,
    boolean truncated,
    @Nullable String function) {

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

  /// A line of the function that was called.
  public LogLine(Level level, List<String> messages, Instant time, boolean truncated) {
    this(level, messages, time, truncated, null);
  }

  /// The same line, written by `function` unless another function that it called wrote it.
  ///
  /// @param function as clients write it
  public LogLine by(String function) {
    return this.function == null ? new LogLine(level, messages, time, truncated, function) : this;
  }

  /// Reads what [#toString()] wrote.
  static LogLine parse(String text, Instant time) {
    int end = text.indexOf("] ");
    var level = Level.valueOf(text.substring(1, end));
    return new LogLine(level, List.of(text.substring(end + 2)), time, false);
  }

  /// The text form, such as `[LOG] 'hi' 3`.
  @Override
  public String toString() {
    return "[%s] %s%s"
        .formatted(
            level, String.join(" ", messages), truncated ? " (truncated due to length)" : "");
  }
}
