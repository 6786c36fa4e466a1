package dev.jensen.client.wire;

import java.util.List;
import java.util.Map;

/// Passes on what functions log to the logger `dev.jensen.client.functions`.
public final class FunctionLog {

  private static final System.Logger LOGGER = System.getLogger("dev.jensen.client.functions");

  private static final Map<String, System.Logger.Level> LEVELS =
      Map.of(
          "DEBUG", System.Logger.Level.DEBUG,
          "INFO", System.Logger.Level.INFO,
          "LOG", System.Logger.Level.INFO,
          "WARN", System.Logger.Level.WARNING,
          "ERROR", System.Logger.Level.ERROR);

  private FunctionLog() {}

  /// Logs lines of the form `[LEVEL] text` (`spec/http-api.md` §6.2); others as they are.
  public static void write(FunctionKind kind, String path, List<String> lines) {
    for (var line : lines) {
      int end = line.startsWith("[") ? line.indexOf("] ") : -1;
      var level = end < 0 ? null : LEVELS.get(line.substring(1, end));
      String text = level == null ? line : line.substring(end + 2);
      LOGGER.log(
          level == null ? System.Logger.Level.INFO : level,
          () -> "[CONVEX %s(%s)] %s".formatted(kind.letter(), path, text));
    }
  }
}
