package dev.jensen.cli;

import java.io.PrintStream;
import java.util.Objects;

/// Prints one line for each thing that was checked, and remembers whether all were right.
final class Checks {

  private final PrintStream out;
  private int passed;
  private int failed;

  Checks(PrintStream out) {
    this.out = out;
  }

  /// Compares; a difference is shown in full.
  void equal(String name, Object expected, Object actual) {
    if (Objects.equals(expected, actual)) {
      passed++;
      out.println("  ✓ " + name);
      return;
    }
    failed++;
    out.println("  ✗ " + name);
    out.println("      expected: " + expected);
    out.println("      actual:   " + actual);
  }

  /// Says how it went.
  ///
  /// @return whether everything was right
  boolean summary() {
    out.printf("%n%d passed, %d failed%n", passed, failed);
    return failed == 0;
  }
}
