package dev.jensen.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every Java file reads as google-java-format writes it; `-Dformat=write` rewrites them.
class SourceFormatTest {

  private static final Path ROOT = Path.of(System.getProperty("repository.root"));
  private static final boolean WRITE = System.getProperty("format").equals("write");

  @Test
  void sourcesAreFormatted() throws IOException, FormatterException {
    var unformatted = new ArrayList<Path>();
    for (Path file : javaFiles()) {
      String source = Files.readString(file);
      String formatted = new Formatter().formatSourceAndFixImports(source);
      if (formatted.equals(source)) {
        continue;
      }
      if (WRITE) {
        Files.writeString(file, formatted);
      } else {
        unformatted.add(ROOT.relativize(file));
      }
    }

    assertThat(unformatted).as("run: mvn test -Dformat=write").isEmpty();
  }

  private static List<Path> javaFiles() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files.filter(SourceFormatTest::isSource).toList();
    }
  }

  private static boolean isSource(Path file) {
    return file.toString().endsWith(".java")
        && !file.toString().contains("/target/")
        && !file.toString().contains("/node_modules/");
  }
}
