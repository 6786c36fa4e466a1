package dev.jensen.backend.function.javascript;

import dev.jensen.backend.world.SystemWorld;
import java.nio.file.Path;

/// Real worker processes for tests; the native library is unpacked once per build.
final class Runtimes {

  private Runtimes() {}

  static JavaScriptOptions options() {
    return JavaScriptOptions.defaults(Path.of("target", "v8").toAbsolutePath());
  }

  static JavaScriptRuntime start() {
    return new JavaScriptRuntime(new SystemWorld(), options());
  }
}
