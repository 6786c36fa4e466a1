package dev.jensen.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Jensen server in a process of its own, with a project pushed by the official CLI.
///
/// @param coldStart from starting the process to its ready line
record JensenServer(ChildProcess process, int port, Duration coldStart) implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("ready: http://127\\.0\\.0\\.1:(\\d+)");

  /// The same after a restart on another port, as tokens of the deployment name it.
  private static final String SITE_ORIGIN = "https://benchmark.test";

  private static final String ADMIN_KEY = "benchmark|secret-of-this-run";

  /// Starts the server on `data` and pushes `project`.
  static JensenServer start(Path data, Path project) {
    var server = start(data);
    server.convex(project, "deploy", "--typecheck", "disable");
    return server;
  }

  /// Runs the official CLI of `project` against this server.
  void convex(Path project, String... arguments) {
    var command = Stream.concat(Stream.of("npx", "convex"), Stream.of(arguments)).toList();
    ChildProcess.run(
        project,
        Map.of(
            "CI",
            "1",
            "CONVEX_SELF_HOSTED_URL",
            "http://127.0.0.1:" + port,
            "CONVEX_SELF_HOSTED_ADMIN_KEY",
            ADMIN_KEY),
        command);
  }

  /// Starts the server on `data`.
  static JensenServer start(Path data) {
    long start = System.nanoTime();
    var process =
        ChildProcess.start(
            Path.of("."),
            Map.of(
                "JENSEN_ADMIN_KEY",
                ADMIN_KEY,
                "JENSEN_INSTANCE_NAME",
                "benchmark",
                "JENSEN_SITE_ORIGIN",
                SITE_ORIGIN),
            List.of(
                "./jensen", "serve", "--port", "0", "--site-port", "0", "--data", data.toString()));
    int port = Integer.parseInt(process.await(READY).group(1));
    process.discardOutput();
    return new JensenServer(process, port, Duration.ofNanos(System.nanoTime() - start));
  }

  /// Cold start, and resident memory of the server with its workers, in words.
  String startAndMemory() {
    long kib = process.family().stream().mapToLong(Usage::residentKib).sum();
    return "ready after %d ms, %d MB resident in %d processes"
        .formatted(coldStart.toMillis(), kib / 1024, process.family().size());
  }

  @Override
  public void close() {
    process.close();
  }
}
