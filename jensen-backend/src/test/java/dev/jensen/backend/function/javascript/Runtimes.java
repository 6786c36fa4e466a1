package dev.jensen.backend.function.javascript;

import dev.jensen.backend.world.SystemWorld;
import java.nio.file.Path;
import java.time.Duration;

/// Real worker processes for tests; the native library is unpacked once per build.
public final class Runtimes {

  private Runtimes() {}

  static JavaScriptOptions options() {
    return JavaScriptOptions.defaults(Path.of("target", "v8").toAbsolutePath());
  }

  /// Waits for workers as long as a busy machine may need to start them.
  public static JavaScriptRuntime start() {
    return start(options().workers());
  }

  /// The same with so many workers.
  static JavaScriptRuntime start(int workers) {
    return start(workers, options().queueMax(), Duration.ofMinutes(1));
  }

  static JavaScriptRuntime start(int workers, int queueMax, Duration waitMax) {
    return start(workers, queueMax, waitMax, options().startMax(), options().java());
  }

  /// The same where `java` starts a worker.
  static JavaScriptRuntime start(
      int workers, int queueMax, Duration waitMax, Duration startMax, Path java) {
    var usual = options();
    return new JavaScriptRuntime(
        new SystemWorld(),
        new JavaScriptOptions(
            workers,
            usual.spares(),
            queueMax,
            waitMax,
            startMax,
            java,
            usual.classPath(),
            usual.jvmArguments(),
            usual.libraryDirectory()));
  }
}
