package dev.jensen.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// The browser of the machine.
final class Chromium {

  private Chromium() {}

  /// Where its program is.
  static String path() {
    var given = System.getenv("CHROMIUM");
    if (given != null) {
      return given;
    }
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getenv("PATH"))
        .map(directory -> Path.of(directory, "chromium"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(() ->
            new IllegalStateException(
                "This test needs the browser Chromium. Install it ('apt-get install chromium'"
                    + " on Debian), or set CHROMIUM to the path of the program."));
  }
}
