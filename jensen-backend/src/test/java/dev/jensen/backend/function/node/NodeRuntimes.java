package dev.jensen.backend.function.node;

import dev.jensen.backend.function.javascript.JavaScriptRuntime;
import dev.jensen.backend.world.SystemWorld;
import java.nio.file.Path;
import java.time.Duration;

/// Real `node` processes for tests.
final class NodeRuntimes {

  private NodeRuntimes() {}

  /// As a server has it, with files in `directory`.
  static EnvironmentRuntime start(Path directory, JavaScriptRuntime others) {
    return start(NodeOptions.defaults(directory), others);
  }

  static EnvironmentRuntime start(NodeOptions options, JavaScriptRuntime others) {
    return new EnvironmentRuntime(new SystemWorld(), options, others, others);
  }

  /// The usual options with other limits.
  static NodeOptions limited(Path directory, int processesMax, Duration waitMax, Duration timeMax) {
    var usual = NodeOptions.defaults(directory);
    return new NodeOptions(
        usual.directory(),
        usual.searchPath(),
        processesMax,
        waitMax,
        usual.idleMax(),
        timeMax,
        usual.installMax());
  }

  /// The usual options where nothing is installed but what is in `searchPath`.
  static NodeOptions finding(Path directory, String searchPath) {
    var usual = NodeOptions.defaults(directory);
    return new NodeOptions(
        usual.directory(),
        searchPath,
        usual.processesMax(),
        usual.waitMax(),
        usual.idleMax(),
        usual.timeMax(),
        usual.installMax());
  }
}
