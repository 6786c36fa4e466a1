package dev.jensen.backend;

import dev.jensen.backend.file.S3Options;
import dev.jensen.backend.function.java.InvalidFunctionAppException;
import dev.jensen.backend.function.java.JavaFunctions;
import dev.jensen.functions.Cron;
import dev.jensen.functions.FunctionApp;
import java.nio.file.Path;

/// A deployment inside of another application, with functions in Java.
///
/// {@snippet file="dev/jensen/backend/JensenTest.java" region="embedded"}
public final class Jensen {

  private Jensen() {}

  /// A deployment that keeps everything in `data`, which is made if it is missing.
  public static Builder builder(Path data) {
    return new Builder(BackendOptions.defaults(data));
  }

  /// What is said of a deployment before it starts. Without [#ports] it takes any free ones; it
  /// listens to this machine only.
  ///
  /// Not thread-safe.
  public static final class Builder {

    /// The application that starts this JVM is the version: its results are in no other's cache.
    private static final String VERSION = "embedded";

    private BackendOptions options;
    private FunctionApp app = FunctionApp.of();

    private Builder(BackendOptions options) {
      this.options = options;
    }

    /// Listens on these ports.
    public Builder ports(int port, int sitePort) {
      options = options.withPorts(port, sitePort);
      return this;
    }

    /// Takes this admin key, `name|secret`, instead of a generated one.
    public Builder adminKey(String key) {
      options = options.withAdminKey(key);
      return this;
    }

    /// Gives out tokens of any user with `jensen auth token`, for development.
    public Builder devIssuer() {
      options = options.withDevIssuer();
      return this;
    }

    /// Keeps the contents of stored files in a bucket instead of the directory.
    public Builder bucket(S3Options bucket) {
      options = options.withBucket(bucket);
      return this;
    }

    /// Has these objects' functions, as [FunctionApp] says.
    public Builder functions(Object... modules) {
      for (var module : modules) {
        app = app.with(module);
      }
      return this;
    }

    /// Has these tables.
    public Builder tables(Class<?>... tables) {
      app = app.withTables(tables);
      return this;
    }

    /// Has these jobs run again and again.
    public Builder crons(Cron... crons) {
      app = app.withCrons(crons);
      return this;
    }

    /// Starts the deployment and returns when it accepts requests.
    ///
    /// @throws StartupException if it cannot start; then nothing is left running
    public Backend start() {
      try {
        return Backend.start(options, JavaFunctions.of(app, VERSION));
      } catch (InvalidFunctionAppException e) {
        throw new StartupException(e.getMessage(), e);
      }
    }
  }
}
