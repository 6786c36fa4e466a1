package dev.jensen.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
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
    return run(directory, Map.of(), arguments);
  }

  /// As the other one, with more variables in its environment.
  static Programs.Ended run(Path directory, Map<String, String> variables, String... arguments) {
    return new Programs(directory, variables).run(command(arguments));
  }

  /// Runs the command in this process; both of its outputs are one.
  static Programs.Ended runHere(String... arguments) {
    var output = new StringWriter();
    int status = runHere(output, output, arguments);
    return new Programs.Ended(status, output.toString());
  }

  /// Runs the command in this process and returns what it printed on standard output.
  ///
  /// @throws IllegalStateException if it does not end with 0
  static String printed(String... arguments) {
    var output = new StringWriter();
    var errors = new StringWriter();
    if (runHere(output, errors, arguments) != 0) {
      throw new IllegalStateException(errors.toString());
    }
    return output.toString();
  }

  private static int runHere(StringWriter output, StringWriter errors, String... arguments) {
    return Main.execute(
        line -> line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true)),
        arguments);
  }

  /// What starts it, beginning with the `java` that does.
  static List<String> command(String... arguments) {
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
    return command;
  }
}
