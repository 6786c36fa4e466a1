package dev.jensen.backend.function.node;

import dev.jensen.backend.function.ModuleFailedException;
import dev.jensen.backend.function.worker.ProcessOutput;
import dev.jensen.backend.model.NodeSetup;
import dev.jensen.backend.world.World;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.databind.json.JsonMapper;

/// The npm packages that modules import by name: each set of them is installed once, into a
/// directory named by its hash, and kept across restarts.
///
/// Thread-safe.
final class Packages {

  private static final Logger LOG = LoggerFactory.getLogger(Packages.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final int KEPT_MAX = 8;
  private static final String INSTALLING = "installing";

  private final World world;
  private final Path directory;
  private final String searchPath;
  private final Duration installMax;

  /// Keeps them in `directory`, which is made if it is missing.
  Packages(World world, Path directory, NodeOptions options) {
    this.world = world;
    this.directory = Directories.create(directory);
    this.searchPath = options.searchPath();
    this.installMax = options.installMax();
    // What an installation left behind that the end of the server cut short.
    Directories.within(directory).stream()
        .filter(each -> each.getFileName().toString().startsWith(INSTALLING))
        .forEach(Directories::delete);
  }

  /// The `node_modules` with what `setup` needs, installed if it is not there; null if that is
  /// nothing.
  ///
  /// @throws ModuleFailedException if npm fails, with what it printed
  @Nullable Path install(NodeSetup setup, Installation node) {
    var id = setup.dependenciesId();
    if (id == null) {
      return null;
    }
    // Packages may be built for the version of Node.js that installs them.
    var installed = directory.resolve("%s-%d".formatted(id, node.major()));
    try {
      if (!Files.isDirectory(installed)) {
        install(setup, node, installed);
      }
      Files.setLastModifiedTime(installed, FileTime.from(world.now()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return installed.resolve("node_modules");
  }

  private void install(NodeSetup setup, Installation node, Path installed) throws IOException {
    var names =
        setup.dependencies().stream()
            .map(each -> "%s@%s".formatted(each.name(), each.version()))
            .collect(Collectors.joining(", "));
    LOG.info("Installing {}", names);
    var installing = Files.createTempDirectory(directory, INSTALLING);
    try {
      Files.writeString(installing.resolve("package.json"), manifest(setup));
      runNpm(node, installing, names);
      Files.createDirectories(installing.resolve("node_modules"));
      if (!installing.toFile().renameTo(installed.toFile()) && !Files.isDirectory(installed)) {
        throw new IOException("%s cannot be renamed".formatted(installing));
      }
    } finally {
      Directories.delete(installing);
    }
    deleteOldest();
  }

  private static String manifest(NodeSetup setup) {
    var json = JSON.createObjectNode().put("private", true);
    var dependencies = json.putObject("dependencies");
    setup.dependencies().forEach(each -> dependencies.put(each.name(), each.version()));
    return json.toString();
  }

  private void runNpm(Installation node, Path installing, String names) throws IOException {
    var command =
        List.of(
            npm(node), "install", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error");
    var builder =
        new ProcessBuilder(command).directory(installing.toFile()).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null"));
    var environment = builder.environment();
    // Scripts of packages need to know where things are on this machine, and nothing of this
    // server.
    environment.keySet().removeIf(each -> each.startsWith("JENSEN_") || each.startsWith("CONVEX_"));
    environment.put(
        "PATH", "%s%s%s".formatted(node.node().getParent(), File.pathSeparator, searchPath));
    var process = builder.start();
    var output = new ProcessOutput(Level.DEBUG, Integer.MAX_VALUE);
    world.start("npm-output", () -> output.follow(process.inputReader(), process.pid()));
    if (!ended(process, output)) {
      throw failed(names, "npm took longer than %d seconds".formatted(installMax.toSeconds()));
    }
    if (process.exitValue() != 0) {
      throw failed(names, output.lastLines());
    }
  }

  private boolean ended(Process process, ProcessOutput output) {
    try {
      boolean ended = process.waitFor(installMax.toMillis(), TimeUnit.MILLISECONDS);
      if (ended) {
        output.awaitEnd();
      }
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      // This closes the output, too, even of a process that has ended.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /// The npm that came with this Node.js, or else the one in the search path.
  private String npm(Installation node) {
    var beside = node.node().resolveSibling("npm");
    if (Files.isExecutable(beside)) {
      return beside.toString();
    }
    for (var folder : searchPath.split(File.pathSeparator, -1)) {
      var npm = Path.of(folder).resolve("npm");
      if (!folder.isEmpty() && Files.isExecutable(npm)) {
        return npm.toString();
      }
    }
    throw new ModuleFailedException(
        "NodeDependenciesNotInstalled",
        "The packages that your \"use node\" modules import are installed with npm, which the"
            + " server did not find in its PATH. Install it where the server runs.");
  }

  private static ModuleFailedException failed(String names, String why) {
    return new ModuleFailedException(
        "NodeDependenciesNotInstalled",
        "The packages that your \"use node\" modules import could not be installed (%s):%n%s"
            .formatted(names, why));
  }

  private void deleteOldest() {
    Directories.within(directory).stream()
        .filter(each -> !each.getFileName().toString().startsWith(INSTALLING))
        .sorted(Comparator.comparing(Packages::used).reversed())
        .skip(KEPT_MAX)
        .forEach(Directories::delete);
  }

  private static FileTime used(Path directory) {
    try {
      return Files.getLastModifiedTime(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
