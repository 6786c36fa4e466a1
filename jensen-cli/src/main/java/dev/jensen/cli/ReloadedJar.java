package dev.jensen.cli;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.deployment.DeploymentException;
import dev.jensen.backend.function.java.FunctionJar;
import dev.jensen.backend.function.java.InvalidFunctionAppException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A server with the functions in Java of a jar, which is loaded again when it changes.
final class ReloadedJar implements AutoCloseable {

  private final Path jar;
  private final Path copies;
  private final Backend backend;
  private final JarWatch watch;

  // Of the thread that watches.
  private String version;

  private ReloadedJar(Path jar, Path copies, Backend backend, String version) {
    this.jar = jar;
    this.copies = copies;
    this.backend = backend;
    this.version = version;
    this.watch = JarWatch.start(jar, this::load, System.err);
  }

  /// Starts the server.
  ///
  /// @throws CommandFailure if nothing can be called in the jar as it is now
  static ReloadedJar start(BackendOptions options, Path jar) {
    Path copies;
    try {
      copies = Files.createTempDirectory("jensen-dev");
    } catch (IOException e) {
      throw new CommandFailure("No temporary directory can be made (%s).".formatted(e), e);
    }
    try {
      var functions = FunctionJar.load(jar, copies);
      var version = functions.definition().version();
      return new ReloadedJar(jar, copies, Backend.start(options, functions), version);
    } catch (RuntimeException e) {
      remove(copies);
      throw e instanceof InvalidFunctionAppException
          ? new CommandFailure(String.valueOf(e.getMessage()), e)
          : e;
    }
  }

  Backend backend() {
    return backend;
  }

  private @Nullable String load() {
    try {
      if (FunctionJar.version(jar).equals(version)) {
        return null;
      }
      var functions = FunctionJar.load(jar, copies);
      backend.replaceFunctions(functions);
      version = functions.definition().version();
      System.err.printf(
          "Loaded %s again: modules %s%n",
          jar.getFileName(),
          String.join(
              ", ",
              functions.definition().modules().stream()
                  .map(module -> module.path().replaceFirst("\\.js$", ""))
                  .toList()));
      return null;
    } catch (IOException | InvalidFunctionAppException | DeploymentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// Stops to watch; the server is its user's.
  @Override
  public void close() {
    watch.close();
    remove(copies);
  }

  private static void remove(Path directory) {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      System.err.printf("%s could not be removed (%s)%n", directory, e);
    }
  }
}
