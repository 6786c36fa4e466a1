package dev.jensen.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A project whose functions in TypeScript the official command-line tool pushes at every change.
final class WatchedProject implements AutoCloseable {

  private static final String VARIABLES = ".env.local";

  private final Process tool;

  private WatchedProject(Process tool) {
    this.tool = tool;
  }

  /// Makes sure that the tool can watch the project.
  ///
  /// @throws CommandFailure if it cannot
  static void check(Path directory) {
    var _ = tool(directory);
    if (line("CONVEX_DEPLOYMENT").matcher(variables(directory)).find()) {
      throw new CommandFailure(
          "%s names another deployment as CONVEX_DEPLOYMENT. Remove that line first."
              .formatted(directory.resolve(VARIABLES)));
    }
  }

  /// What `npx convex` runs; but that would download it if it were missing.
  private static Path tool(Path directory) {
    return Stream.iterate(directory.toAbsolutePath(), Objects::nonNull, Path::getParent)
        .map(above -> above.resolve("node_modules/convex/bin/main.js"))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() ->
            new CommandFailure(
                "%s has no npm package convex. Run 'npm install convex' there."
                    .formatted(directory)));
  }

  /// Writes down where the server is and has the tool watch the project.
  static WatchedProject start(Path directory, String url, String adminKey) {
    var text = variables(directory);
    text = with(text, "CONVEX_SELF_HOSTED_URL", url);
    text = with(text, "CONVEX_SELF_HOSTED_ADMIN_KEY", adminKey);
    try {
      write(directory.resolve(VARIABLES), text);
      var process =
          new ProcessBuilder("node", tool(directory).toString(), "dev")
              .directory(directory.toFile())
              .inheritIO()
              .start();
      var _ = process.onExit().thenAccept(WatchedProject::report);
      return new WatchedProject(process);
    } catch (IOException e) {
      throw new CommandFailure(
          "The project in %s cannot be watched (%s).".formatted(directory, e.getMessage()), e);
    }
  }

  private static void report(Process ended) {
    System.err.printf(
        "'npx convex dev' has ended with %d; the server goes on.%n", ended.exitValue());
  }

  /// It holds a key, so nobody else may read a file that is made here.
  private static void write(Path file, String text) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text);
  }

  private static String variables(Path directory) {
    var file = directory.resolve(VARIABLES);
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new CommandFailure("%s cannot be read (%s).".formatted(file, e.getMessage()), e);
    }
  }

  private static String with(String text, String name, String value) {
    var line = "%s='%s'".formatted(name, value);
    var present = line(name).matcher(text);
    if (present.find()) {
      return present.replaceAll(Matcher.quoteReplacement(line));
    }
    return "%s%s%s%n".formatted(text, text.isEmpty() || text.endsWith("\n") ? "" : "\n", line);
  }

  private static Pattern line(String name) {
    return Pattern.compile("^%s=.*$".formatted(name), Pattern.MULTILINE);
  }

  @Override
  public void close() {
    tool.descendants().forEach(ProcessHandle::destroy);
    tool.destroy();
    tool.onExit().join();
  }
}
