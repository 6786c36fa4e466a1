package dev.jensen.backend.function.node;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds Node.js on this machine, anew each time: people install it while the server runs.
///
/// Thread-safe.
final class Installations {

  private static final Logger LOG = LoggerFactory.getLogger(Installations.class);

  private static final int MAJOR_MIN = 20;
  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.\\d+\\.\\d+.*");
  private static final int VERSION_SECONDS_MAX = 20;

  private final String searchPath;
  private final Map<Path, Integer> majors = new ConcurrentHashMap<>();

  /// @param searchPath in the form of the variable `PATH`
  Installations(String searchPath) {
    this.searchPath = searchPath;
  }

  /// The one of the wanted version, or else the first that is new enough.
  ///
  /// @param wanted a major version, or null
  /// @throws NodeMissingException if there is none
  Installation find(@Nullable String wanted) {
    var all = all();
    var usable = all.stream().filter(each -> each.major() >= MAJOR_MIN).toList();
    return usable.stream()
        .filter(each -> Integer.toString(each.major()).equals(wanted))
        .findFirst()
        .or(() -> usable.stream().findFirst())
        .orElseThrow(() ->
            new NodeMissingException(
                all.isEmpty() ? "no `node`" : "only Node.js %d".formatted(all.getFirst().major())));
  }

  private List<Installation> all() {
    var found = new ArrayList<Installation>();
    for (var folder : searchPath.split(File.pathSeparator, -1)) {
      var node = Path.of(folder).resolve("node");
      if (!folder.isEmpty() && Files.isExecutable(node) && !Files.isDirectory(node)) {
        int major = majors.computeIfAbsent(node.toAbsolutePath(), Installations::major);
        if (major > 0) {
          found.add(new Installation(node.toAbsolutePath(), major));
        }
      }
    }
    return found;
  }

  /// The major version, or 0 if the command does not tell it.
  private static int major(Path node) {
    try {
      var process =
          new ProcessBuilder(node.toString(), "--version")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(VERSION_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return 0;
      }
      var output = process.getInputStream().readAllBytes();
      Matcher version = VERSION.matcher(new String(output, StandardCharsets.UTF_8).strip());
      return version.matches() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException e) {
      LOG.warn("{} does not run", node, e);
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
