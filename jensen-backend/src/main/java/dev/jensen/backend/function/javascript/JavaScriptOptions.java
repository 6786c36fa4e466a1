package dev.jensen.backend.function.javascript;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How the worker processes are started and used.
///
/// @param workers how many calls run at once
/// @param spares how many more processes stand by for one that dies
/// @param queueMax how many calls may wait for a worker
/// @param waitMax how long each may wait while workers do other things
/// @param startMax how much longer each may wait for a worker that is being started
/// @param java the `java` command
/// @param classPath of the worker process
/// @param jvmArguments of the worker process
/// @param libraryDirectory where the native library is unpacked, once
public record JavaScriptOptions(
    int workers,
    int spares,
    int queueMax,
    Duration waitMax,
    Duration startMax,
    Path java,
    String classPath,
    List<String> jvmArguments,
    Path libraryDirectory) {

  /// A worker is idle most of the time and small: what counts is how soon it is up.
  private static final List<String> JVM_ARGUMENTS =
      List.of(
          "-Xmx192m",
          "-Xms8m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+SuppressFatalErrorMessage",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:-UsePerfData",
          "-Xshare:auto",
          "--enable-native-access=ALL-UNNAMED");

  private static final int ACTIONS = 4;
  private static final Duration ACTION_WAIT_MAX = Duration.ofMinutes(1);

  public JavaScriptOptions {
    if (workers < 1 || spares < 0 || queueMax < 0) {
      throw new IllegalArgumentException("at least one worker, no negative counts");
    }
    jvmArguments = List.copyOf(jvmArguments);
  }

  /// One worker per core, one spare, this process's own Java and class path.
  public static JavaScriptOptions defaults(Path libraryDirectory) {
    return new JavaScriptOptions(
        Runtime.getRuntime().availableProcessors(),
        1,
        1000,
        Duration.ofSeconds(5),
        Duration.ofMinutes(1),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        WorkerClassPath.of(System.getProperty("java.class.path"), libraryDirectory),
        JVM_ARGUMENTS,
        libraryDirectory);
  }

  /// The same for actions, which take longer, mostly waiting, and are waited for longer.
  JavaScriptOptions forActions() {
    return new JavaScriptOptions(
        Math.max(ACTIONS, workers),
        0,
        queueMax,
        ACTION_WAIT_MAX,
        startMax,
        java,
        classPath,
        jvmArguments,
        libraryDirectory);
  }
}
