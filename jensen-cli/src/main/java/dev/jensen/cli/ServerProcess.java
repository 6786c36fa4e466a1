package dev.jensen.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A server in a process of its own, so that it can be killed. Its Java takes more options from
/// `JENSEN_JAVA_OPTIONS`, as that of the `jensen` script does.
final class ServerProcess implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("Jensen is ready: (\\S+) \\(site (\\S+)\\)");

  private final Process process;
  private final Origins origins;

  private ServerProcess(Process process, Origins origins) {
    this.process = process;
    this.origins = origins;
  }

  /// Where it listens.
  private record Origins(String url, String siteUrl) {}

  /// Starts a server on free ports and waits until it is ready.
  ///
  /// @throws CommandFailure if it does not get ready
  static ServerProcess start(Path data, Path log) {
    return start(data, log, 0);
  }

  /// As the other method, on a given port and with more options of `jensen serve`.
  static ServerProcess start(Path data, Path log, int port, String... options) {
    return start(data, log, port, Map.of(), options);
  }

  /// As the other methods, with more variables in its environment.
  static ServerProcess start(
      Path data, Path log, int port, Map<String, String> variables, String... options) {
    return run("serve", data, log, port, 0, variables, options);
  }

  /// Starts a server where this one was, which has ended.
  ServerProcess again(Path data, Path log, Map<String, String> variables, String... options) {
    int port = URI.create(url()).getPort();
    int sitePort = URI.create(siteUrl()).getPort();
    return run("serve", data, log, port, sitePort, variables, options);
  }

  /// As the other methods, with `jensen dev`.
  static ServerProcess dev(Path data, Path log, String... options) {
    return run("dev", data, log, 0, 0, Map.of(), options);
  }

  private static ServerProcess run(
      String name,
      Path data,
      Path log,
      int port,
      int sitePort,
      Map<String, String> variables,
      String... options) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        new ArrayList<>(
            List.of(
                java,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.library.path=" + System.getProperty("java.library.path", ""),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                name,
                "--port",
                Integer.toString(port),
                "--site-port",
                Integer.toString(sitePort),
                "--data",
                data.toString()));
    command.addAll(1, javaOptions());
    command.addAll(List.of(options));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(variables);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      var process = builder.start();
      return new ServerProcess(process, awaitReady(process, log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> javaOptions() {
    var given = System.getenv().getOrDefault("JENSEN_JAVA_OPTIONS", "").strip();
    return given.isEmpty() ? List.of() : List.of(given.split("\\s+"));
  }

  private static Origins awaitReady(Process process, Path log) throws IOException {
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      var matcher = READY.matcher(line);
      if (matcher.matches()) {
        return new Origins(matcher.group(1), matcher.group(2));
      }
    }
    var lines = Files.readAllLines(log);
    throw new CommandFailure(
        "The server did not start; %s says why: %s"
            .formatted(log, lines.isEmpty() ? "nothing" : lines.getLast()));
  }

  String url() {
    return origins.url();
  }

  String siteUrl() {
    return origins.siteUrl();
  }

  long pid() {
    return process.pid();
  }

  /// Ends it as a power cut would: no handler runs.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Asks it to stop and waits.
  ///
  /// @return its exit status
  int stop() {
    process.destroy();
    process.onExit().join();
    return process.exitValue();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
