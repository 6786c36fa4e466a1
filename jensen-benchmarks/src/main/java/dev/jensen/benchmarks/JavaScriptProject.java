package dev.jensen.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The npm projects beside this program.
final class JavaScriptProject {

  private static final Path ALL = Path.of("jensen-benchmarks/src/main/js");

  private JavaScriptProject() {}

  /// Installs what the project called `name` needs, and returns its directory.
  ///
  /// @throws IllegalStateException if that fails
  static Path install(String name) {
    Path project = ALL.resolve(name);
    try {
      ChildProcess.run(
          project, Map.of(), List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "The packages of %s cannot be installed; npm's messages are above. They are needed: the peers are among them."
              .formatted(project.resolve("package.json")),
          e);
    }
    return project;
  }
}
