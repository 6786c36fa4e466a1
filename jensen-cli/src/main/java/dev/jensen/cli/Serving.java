package dev.jensen.cli;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.file.S3Options;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What commands that run a server have in common: the options of `jensen serve`.
final class Serving {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "3210",
      description = "Port for clients; 0 for any free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--site-port",
      defaultValue = "3211",
      description = "Port for HTTP actions; 0 for any free one. Default: ${DEFAULT-VALUE}")
  private int sitePort;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}")
  private String host = "127.0.0.1";

  @Option(
      names = "--data",
      defaultValue = "./jensen-data",
      description = "Directory that holds everything. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of("jensen-data");

  @Option(names = "--origin", description = "The address clients use, when behind a proxy.")
  private @Nullable URI origin;

  @Option(
      names = "--site-origin",
      description = "The address of HTTP actions, when behind a proxy.")
  private @Nullable URI siteOrigin;

  @Option(names = "--instance-name", description = "Name of this deployment in its admin key.")
  private @Nullable String instanceName;

  @Option(
      names = "--redact",
      description = "Keep error messages and logs of functions from callers.")
  private boolean redact;

  @Option(
      names = "--dev-issuer",
      description = {
        "Give out tokens of any user with 'jensen auth token', for development.",
        "Only where nobody on another machine can connect."
      })
  private boolean devIssuer;

  @Option(
      names = "--functions",
      paramLabel = "JAR",
      description = "Run the functions in Java of this jar, beside those that are pushed.")
  private @Nullable Path functions;

  @Option(
      names = "--log-format",
      defaultValue = "TEXT",
      description = "How to log: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private LogFormat logFormat = LogFormat.TEXT;

  @Option(names = "--log-requests", description = "Log every request once it is answered.")
  private boolean logRequests;

  @Option(names = "--config", description = "Properties file with any of these options.")
  private @Nullable Path config;

  /// Reads the file with options. The first line of the log may be written only then.
  void prepare() {
    readConfig();
    configureLog();
  }

  /// Says that `backend` is ready and returns when it has been asked to stop and has stopped.
  ///
  /// @param first stops what needs it
  int untilStopped(Backend backend, Runnable first) throws InterruptedException {
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  first.run();
                  stop(backend, stopped);
                },
                "stop"));
    System.out.printf("Jensen is ready: %s (site %s)%n", backend.url(), backend.siteUrl());
    System.out.flush();
    stopped.await();
    return 0;
  }

  /// On SIGTERM the JVM would exit with 143; a drained server has done what it was asked.
  private static void stop(Backend backend, CountDownLatch stopped) {
    backend.close();
    stopped.countDown();
    Runtime.getRuntime().halt(0);
  }

  /// Names an appender of `logback.xml`.
  private enum LogFormat {
    TEXT,
    JSON
  }

  /// The log reads these when the first line is written.
  private void configureLog() {
    System.setProperty("jensen.log.format", logFormat.name());
    System.setProperty("jensen.log.requests", logRequests ? "INFO" : "OFF");
  }

  /// The jar with functions in Java, or null.
  @Nullable Path functions() {
    return functions;
  }

  /// Whether only this machine is served, and under no other name.
  boolean isLocal() {
    return origin == null && siteOrigin == null && isLoopback();
  }

  private boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /// What the options say.
  ///
  /// @param bucket what keeps the contents of stored files, or null
  BackendOptions options(@Nullable S3Options bucket) {
    return new BackendOptions(
        data,
        host,
        checked("--port", port),
        checked("--site-port", sitePort),
        origin,
        siteOrigin,
        instanceName,
        System.getenv("JENSEN_ADMIN_KEY"),
        redact,
        devIssuer,
        bucket);
  }

  private int checked(String name, int given) {
    if (given < 0 || given > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "%s must be between 0 and 65535, not %d".formatted(name, given));
    }
    return given;
  }

  /// Options of the file count where neither the command line nor a variable has them.
  private void readConfig() {
    if (config == null) {
      return;
    }
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(config, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "The file %s cannot be read (%s)".formatted(config, e));
    }
    for (var name : properties.stringPropertyNames()) {
      var option = spec.findOption("--" + name);
      if (option == null || name.equals("config")) {
        throw new ParameterException(
            spec.commandLine(), "%s: there is no option '%s'".formatted(config, name));
      }
      if (!spec.commandLine().getParseResult().hasMatchedOption(option)
          && System.getenv(Environment.variable(name)) == null) {
        set(option, properties.getProperty(name));
      }
    }
  }

  private void set(picocli.CommandLine.Model.OptionSpec option, String value) {
    try {
      option.setValue(parsed(option.type(), value.strip()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "%s: %s cannot be '%s'".formatted(config, option.longestName(), value));
    }
  }

  private static Object parsed(Class<?> type, String value) {
    if (type == int.class) {
      return Integer.valueOf(value);
    }
    if (type == boolean.class) {
      return Boolean.valueOf(value);
    }
    if (type == LogFormat.class) {
      return LogFormat.valueOf(value.toUpperCase(Locale.ROOT));
    }
    if (type == Path.class) {
      return Path.of(value);
    }
    return type == URI.class ? URI.create(value) : value;
  }
}
