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
import java.util.jar.JarFile;

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
      return load(jar, jar, Files.readAllBytes(jar));
    } catch (IOException e) {
      throw new InvalidFunctionAppException("%s cannot be read (%s)".formatted(jar, e), e);
    }
  }

  /// As the other method, but the jar may be replaced while its functions run: classes that are
  /// needed only then are in a copy of it.
  ///
  /// @param copies a folder that has to stay while the process runs
  public static JavaFunctions load(Path jar, Path copies) {
    try {
      var bytes = Files.readAllBytes(jar);
      var copy = copies.resolve("%s.jar".formatted(version(bytes)));
      if (!Files.exists(copy)) {
        // Functions of a version that is there again may be running out of it.
        Files.write(copy, bytes);
      }
      return load(jar, copy, bytes);
    } catch (IOException e) {
      throw new InvalidFunctionAppException("%s cannot be read (%s)".formatted(jar, e), e);
    }
  }

  /// What tells the content of a jar from every other.
  ///
  /// @throws IOException if it cannot be read
  public static String version(Path jar) throws IOException {
    return version(Files.readAllBytes(jar));
  }

  private static String version(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static JavaFunctions load(Path jar, Path opened, byte[] bytes) throws IOException {
    // A loader takes what is no jar for one without classes.
    new JarFile(opened.toFile()).close();
    var loader =
        new URLClassLoader(
            jar.getFileName().toString(),
            new URL[] {opened.toUri().toURL()},
            FunctionJar.class.getClassLoader());
    try {
      return JavaFunctions.of(app(jar, loader), version(bytes));
    } catch (InvalidFunctionAppException e) {
      throw e;
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      throw new InvalidFunctionAppException(
          "The application in %s cannot be made: %s".formatted(jar, e), e);
    }
  }

  private static FunctionApp app(Path jar, ClassLoader loader) {
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
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
