package dev.jensen.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The npm packages of the examples, installed once for all tests and again when a lock file
/// changes: that takes longer than most of what is then done with them.
final class Packages {

  private static final Path ROOT = Path.of("target", "packages").toAbsolutePath();
  private static final String LOCK = "package-lock.json";

  private Packages() {}

  /// A copy of the example of that name, with what it needs in `node_modules`.
  static Path of(String example) throws IOException {
    Files.createDirectories(ROOT);
    var file = ROOT.resolve("%s.lock".formatted(example.replace('/', '-')));
    // Tests run in several processes.
    try (var channel = FileChannel.open(file, CREATE, WRITE);
        var _ = channel.lock()) {
      return installed(example);
    }
  }

  private static Path installed(String example) throws IOException {
    var source = CliProject.example(example);
    var copy = ROOT.resolve(example);
    // Inside, so that it is gone with the rest; last, so that a broken installation is no obstacle.
    var installed = copy.resolve("node_modules").resolve("installed.json");
    if (Files.exists(installed) && Files.mismatch(installed, source.resolve(LOCK)) < 0) {
      return copy;
    }
    delete(copy);
    CliProject.copySources(source, copy);
    new Programs(copy, Map.of())
        .succeed("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
    Files.copy(source.resolve(LOCK), installed);
    return copy;
  }

  /// Deletes a folder with all that is in it.
  static void delete(Path directory) {
    new Programs(Path.of("."), Map.of()).succeed("rm", "-rf", directory.toString());
  }
}
