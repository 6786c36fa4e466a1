package dev.jensen.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A server started beside the benchmark, stopped when closed.
final class ChildProcess implements AutoCloseable {

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final Process process;
  private final BufferedReader output;

  private ChildProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
    // A benchmark that is stopped from outside closes nothing.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::kill));
  }

  /// Starts `command`; its errors go to this process's standard error.
  static ChildProcess start(Path directory, Map<String, String> variables, List<String> command) {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(variables);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      return new ChildProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs `command` to its end.
  ///
  /// @throws IllegalStateException if it does not exit with 0
  static void run(Path directory, Map<String, String> variables, List<String> command) {
    try (var child = start(directory, variables, command)) {
      child.output.lines().forEach(System.err::println);
      int status = child.process.waitFor();
      if (status != 0) {
        throw new IllegalStateException("%s ended with %d".formatted(command, status));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Reads lines until one contains a match.
  ///
  /// @throws IllegalStateException if the output ends before
  MatchResult await(Pattern pattern) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        var matcher = pattern.matcher(line);
        if (matcher.find()) {
          return matcher.toMatchResult();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("ended without printing " + pattern);
  }

  /// Lets it print what it likes from now on, which nobody reads.
  void discardOutput() {
    Thread.ofVirtual()
        .start(() -> {
          try {
            output.transferTo(Writer.nullWriter());
          } catch (IOException e) {
            // It ends with its output.
          }
        });
  }

  long pid() {
    return process.pid();
  }

  /// This process and every process below it.
  List<Long> family() {
    return Stream.concat(Stream.of(process.pid()), process.descendants().map(ProcessHandle::pid))
        .toList();
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
