package dev.jensen.backend.function.java;

import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.FunctionAppProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// An application in a jar of its own.
public final class FunctionJar {

  private FunctionJar() {}

  /// Loads the application of a jar, which stays open while the process runs. The jar sees the
  /// server's classes; those that both have are the server's.
  ///
  /// @throws InvalidFunctionAppException if it cannot be read, has no application or one that
  ///   breaks a rule
  public static JavaFunctions load(Path jar) {
    try {
      var version = HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(jar)));
      var loader =
          new URLClassLoader(
              jar.getFileName().toString(),
              new URL[] {jar.toUri().toURL()},
              FunctionJar.class.getClassLoader());
      return JavaFunctions.of(app(jar, loader), version);
    } catch (IOException e) {
      throw new InvalidFunctionAppException("%s cannot be read (%s)".formatted(jar, e), e);
    }
  }

  private static FunctionApp app(Path jar, ClassLoader loader) {
    try {
      var providers =
          ServiceLoader.load(FunctionAppProvider.class, loader).stream()
              .filter(provider -> loader.equals(provider.type().getClassLoader()))
              .toList();
      if (providers.size() != 1) {
        throw new InvalidFunctionAppException(
            "%s names %d applications in META-INF/services/%s; it has to name one"
                .formatted(jar, providers.size(), FunctionAppProvider.class.getName()));
      }
      return providers.getFirst().get().app();
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new InvalidFunctionAppException(
          "The application in %s cannot be made: %s".formatted(jar, e.getMessage()), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
