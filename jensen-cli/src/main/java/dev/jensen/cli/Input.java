package dev.jensen.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Secrets that people need not write on a command line.
final class Input {

  private static final int BYTES_MAX = 1 << 16;

  private Input() {}

  /// What was given, or what stands in the standard input if that is a hyphen.
  ///
  /// @throws CommandFailure if it cannot be read
  static String text(String given) {
    if (!given.equals("-")) {
      return given;
    }
    try {
      return new String(System.in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new CommandFailure("The standard input cannot be read.", e);
    }
  }
}
