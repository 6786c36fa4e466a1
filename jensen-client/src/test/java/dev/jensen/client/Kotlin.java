package dev.jensen.client;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The Kotlin compiler, in a process of its own, and what an application in Kotlin has beside its
/// own classes.
final class Kotlin {

  /// What came of a process.
  record Outcome(int exitCode, String output, String errors) {

    /// What a compiler found wrong, in order.
    List<Mistake> mistakes() {
      var found = MISTAKE.matcher(errors).results().toList();
      var mistakes = new ArrayList<Mistake>();
      for (int i = 0; i < found.size(); i++) {
        int end = i + 1 < found.size() ? found.get(i + 1).start() : errors.length();
        int line = Integer.parseInt(found.get(i).group(1));
        mistakes.add(new Mistake(line, errors.substring(found.get(i).end(), end)));
      }
      return mistakes;
    }
  }

  /// What a compiler says of a line, in one or more lines of its own.
  record Mistake(int line, String message) {

    String summary() {
      return message.lines().findFirst().orElse("");
    }
  }

  /// Where the compiler sees one; its message comes behind.
  private static final Pattern MISTAKE = Pattern.compile("(?m)^.*\\.kt:(\\d+):\\d+: error: ");

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Pattern COMPILER =
      Pattern.compile(".*/(kotlin|kotlinx|annotations)-[^/]*\\.jar");
  private static final Pattern LIBRARY = Pattern.compile(".*/kotlin-stdlib-[^/]*\\.jar");

  private Kotlin() {}

  /// Compiles into `classes`. Warnings are errors, and what JSpecify's annotations say is binding,
  /// as it is unless one tells the compiler otherwise.
  static Outcome compile(Path classes, Path... sources) throws Exception {
    var command = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", jars(COMPILER), "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"));
    command.addAll(List.of("-Werror", "-no-stdlib", "-no-reflect", "-jvm-target", "21"));
    command.addAll(List.of("-cp", classPath(), "-d", classes.toString()));
    for (var source : sources) {
      command.add(source.toString());
    }
    return java(classes.resolveSibling("compiler"), command);
  }

  /// Runs what was compiled into `classes`.
  static Outcome run(Path classes, String main, String... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.addAll(List.of("-cp", classes + File.pathSeparator + classPath(), main));
    command.addAll(List.of(arguments));
    return java(classes.resolveSibling("application"), command);
  }

  private static Outcome java(Path directory, List<String> command) throws Exception {
    var output = Files.createDirectories(directory).resolve("output");
    var errors = directory.resolve("errors");
    var all = new ArrayList<>(List.of(JAVA.toString()));
    all.addAll(command);
    var process =
        new ProcessBuilder(all)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      return new Outcome(process.waitFor(), text(output), text(errors));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file).replace("\r\n", "\n");
  }

  /// What is downloaded with the client, and Kotlin's own library.
  private static String classPath() {
    return ModularApplicationTest.modulePath() + File.pathSeparator + jars(LIBRARY);
  }

  private static String jars(Pattern name) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> name.matcher(entry).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
