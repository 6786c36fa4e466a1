package dev.jensen.backend.function.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/// How `node` processes are found, started and used.
///
/// @param directory for the files of modules and the packages they need; made if it is missing
/// @param searchPath where `node` and `npm` are looked for, in the form of the variable `PATH`
/// @param processesMax how many actions run at once
/// @param waitMax how long one waits for a process
/// @param idleMax how long a process without an action is kept
/// @param timeMax how long an action may run
/// @param installMax how long npm may take
public record NodeOptions(
    Path directory,
    String searchPath,
    int processesMax,
    Duration waitMax,
    Duration idleMax,
    Duration timeMax,
    Duration installMax) {

  private static final int PROCESSES_MAX = 8;
  private static final Duration WAIT_MAX = Duration.ofMinutes(1);
  private static final Duration IDLE_MAX = Duration.ofMinutes(5);

  /// `spec/function-runtime.md` §15.
  private static final Duration TIME_MAX = Duration.ofMinutes(10);

  private static final Duration INSTALL_MAX = Duration.ofMinutes(5);

  public NodeOptions {
    if (processesMax < 1) {
      throw new IllegalArgumentException("at least one process");
    }
  }

  /// The limits of the contract, and the `PATH` of this process.
  public static NodeOptions defaults(Path directory) {
    return new NodeOptions(
        directory.toAbsolutePath(),
        Objects.requireNonNullElse(System.getenv("PATH"), ""),
        PROCESSES_MAX,
        WAIT_MAX,
        IDLE_MAX,
        TIME_MAX,
        INSTALL_MAX);
  }
}
