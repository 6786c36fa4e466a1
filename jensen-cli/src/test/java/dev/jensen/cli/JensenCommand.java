package dev.jensen.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The `jensen` command in a process of its own.
final class JensenCommand {

  private JensenCommand() {}

  /// Runs the command in `directory` to its end.
  static Programs.Ended run(Path directory, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    return new Programs(directory, Map.of()).run(command);
  }
}
