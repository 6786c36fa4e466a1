package dev.jensen.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs other programs to their end, in one directory with some variables more.
///
/// @param variables added to this process's
record Programs(Path directory, Map<String, String> variables) {

  Programs {
    variables = Map.copyOf(variables);
  }

  /// No program that is run here takes longer unless it hangs.
  private static final Duration TIME_MAX = Duration.ofMinutes(15);

  /// What a program printed on both of its outputs, and how it ended.
  record Ended(int status, String output) {}

  /// The same with one variable more.
  Programs with(String variable, String value) {
    var more = new HashMap<>(variables);
    more.put(variable, value);
    return new Programs(directory, more);
  }

  /// Runs `command` and returns what it printed.
  ///
  /// @throws CommandFailure if there is no such program
  Ended run(List<String> command) {
    return run(command, "");
  }

  /// Runs `command` with `input` on its standard input.
  ///
  /// @throws CommandFailure if there is no such program
  Ended run(List<String> command, String input) {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true);
    try {
      var process = builder.start();
      CompletableFuture.delayedExecutor(TIME_MAX.toSeconds(), TimeUnit.SECONDS)
          .execute(() -> kill(process));
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It did not want all of its input; what it prints says why.
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output);
    } catch (IOException e) {
      throw new CommandFailure(
          "%s cannot be run (%s). Install it and try again."
              .formatted(command.getFirst(), e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }

  /// Does nothing to a process that has ended.
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /// Runs `command`.
  ///
  /// @throws CommandFailure with its output if it does not end with 0
  String succeed(String... command) {
    var ended = run(List.of(command));
    if (ended.status() != 0) {
      throw new CommandFailure(
          "%s ended with %d:%n%s"
              .formatted(String.join(" ", command), ended.status(), ended.output()));
    }
    return ended.output();
  }
}
