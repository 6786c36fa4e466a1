package dev.jensen.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// A program that says where it listens and then goes on until it is closed.
final class NodeService implements AutoCloseable {

  private final Process process;
  private final String url;

  private NodeService(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /// Starts a program and waits for a line in which `address` finds a group: where it listens.
  ///
  /// @param log gets what it prints afterwards
  static NodeService start(Programs where, Path log, Pattern address, String... command)
      throws IOException {
    var builder = new ProcessBuilder(command).directory(where.directory().toFile());
    builder.environment().putAll(where.variables());
    var process = builder.redirectErrorStream(true).start();
    var output = process.inputReader();
    var url = awaitAddress(output, address);
    Thread.ofVirtual().start(() -> drain(output, log));
    return new NodeService(process, url);
  }

  private static String awaitAddress(BufferedReader output, Pattern address) throws IOException {
    var seen = new StringBuilder();
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      var matcher = address.matcher(line);
      if (matcher.find()) {
        return matcher.group(1);
      }
      seen.append(line).append('\n');
    }
    throw new CommandFailure("It ended and never said where it listens:%n%s".formatted(seen));
  }

  private static void drain(BufferedReader output, Path log) {
    try (output;
        var file = Files.newBufferedWriter(log)) {
      output.transferTo(file);
    } catch (IOException e) {
      // It was closed in the middle of a line.
    }
  }

  String url() {
    return url;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
