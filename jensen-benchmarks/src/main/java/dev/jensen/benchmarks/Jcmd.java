package dev.jensen.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Orders to another Java process.
final class Jcmd {

  private Jcmd() {}

  /// Carries out `command` in the process `pid`.
  static void run(long pid, String... command) {
    ChildProcess.run(Path.of("."), Map.of(), line(pid, command));
  }

  /// Carries out `command` in the process `pid` and returns the first match in its output.
  static MatchResult find(Pattern pattern, long pid, String... command) {
    try (var process = ChildProcess.start(Path.of("."), Map.of(), line(pid, command))) {
      return process.await(pattern);
    }
  }

  private static List<String> line(long pid, String... command) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    line.add(Long.toString(pid));
    line.addAll(List.of(command));
    return line;
  }
}
