package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.LogLine;
import java.util.ArrayList;
import java.util.List;

/// The console lines of functions that a function called, each where it was written among the
/// function's own.
final class NestedLines {

  /// As many as one execution may write (`spec/function-runtime.md` §11.6).
  private static final int LINES_MAX = 256;

  private static final String OVERFLOW = "Log overflow (maximum 256). Remaining log lines omitted.";

  private final List<Nested> all = new ArrayList<>();

  private record Nested(int position, LogLine line) {}

  /// Adds lines of `function` that came after the first `position` of the function's own.
  void add(int position, String function, List<LogLine> lines) {
    lines.stream()
        .limit(LINES_MAX - all.size())
        .forEach(line -> all.add(new Nested(position, line.by(function))));
  }

  /// All lines in the order in which they were written, given the function's `own`.
  List<LogLine> within(List<LogLine> own) {
    if (all.isEmpty()) {
      return own;
    }
    var merged = new ArrayList<LogLine>(own.size() + all.size());
    int next = 0;
    for (var nested : all) {
      while (next < nested.position() && next < own.size()) {
        merged.add(own.get(next++));
      }
      merged.add(nested.line());
    }
    merged.addAll(own.subList(next, own.size()));
    return merged.size() < LINES_MAX ? merged : cut(merged);
  }

  private static List<LogLine> cut(List<LogLine> lines) {
    var kept = new ArrayList<>(lines.subList(0, LINES_MAX - 1));
    kept.add(
        new LogLine(
            LogLine.Level.ERROR, List.of(OVERFLOW), lines.get(LINES_MAX - 1).time(), false));
    return kept;
  }
}
