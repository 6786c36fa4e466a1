package dev.jensen.backend.function.java;

import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.LogLine.Level;
import dev.jensen.mapping.MappingException;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The lines that one run logs (`spec/function-runtime.md` §11.6).
final class Console {

  private static final int LINES_MAX = 256;
  private static final int LINE_CHARACTERS_MAX = 32_768;

  private final List<LogLine> lines = new ArrayList<>();
  private final Consumer<List<LogLine>> told;

  /// @param told hears of each line at once
  Console(Consumer<List<LogLine>> told) {
    this.told = told;
  }

  void log(Instant time, @Nullable Object... values) {
    if (lines.size() >= LINES_MAX) {
      return;
    }
    var line =
        lines.size() == LINES_MAX - 1
            ? new LogLine(
                Level.ERROR,
                List.of(
                    "Log overflow (maximum %d). Remaining log lines omitted.".formatted(LINES_MAX)),
                time,
                false)
            : line(time, values);
    lines.add(line);
    told.accept(List.of(line));
  }

  private static LogLine line(Instant time, @Nullable Object... values) {
    var messages = new ArrayList<String>();
    int left = LINE_CHARACTERS_MAX;
    for (var message : Arrays.stream(values).map(Console::display).toList()) {
      messages.add(message.length() <= left ? message : message.substring(0, left));
      left -= message.length();
      if (left < 0) {
        return new LogLine(Level.LOG, messages, time, true);
      }
    }
    return new LogLine(Level.LOG, messages, time, false);
  }

  private static String display(@Nullable Object value) {
    if (value instanceof String text) {
      return "'%s'".formatted(text);
    }
    try {
      return switch (Values.of(value)) {
        case Value.Int64(var number) -> "%dn".formatted(number);
        case Value other -> other.display();
      };
    } catch (MappingException e) {
      return String.valueOf(value);
    }
  }

  List<LogLine> lines() {
    return List.copyOf(lines);
  }
}
