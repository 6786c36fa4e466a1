package dev.jensen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A folder with a `package.json`, a lock file and scripts, installed for tests that drive official
/// npm packages.
public final class NodeProject {

  private static final int INSTALL_MINUTES_MAX = 5;

  private final Path folder;

  private NodeProject(Path folder) {
    this.folder = folder;
  }

  /// Copies the files of `source` to `target/node/<name>` and installs exactly what the lock file
  /// says, unless that is there already.
  ///
  /// @param source relative to the module, such as `src/test/js`
  public static NodeProject install(String source, String name)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "node", name)).toAbsolutePath();
    Path lock = folder.resolve("package-lock.json");
    Path installed = folder.resolve("installed-lock.json");
    copy(Path.of(source), folder);
    if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
      run(folder, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
      Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
    }
    return new NodeProject(folder);
  }

  /// Starts one of the project's scripts; its errors go to the test's.
  public Process start(String script) throws IOException {
    return new ProcessBuilder("node", script)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path log = folder.resolve("install.log");
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(INSTALL_MINUTES_MAX, TimeUnit.MINUTES);
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "%s failed:%n%s".formatted(command, Files.readString(log, StandardCharsets.UTF_8)));
    }
  }
}
