package dev.jensen.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `docs/acceptance.md` says which test proves what: every row that it lists has a line, and every
/// test that it names is there.
class AcceptanceTest {

  private static final Path ROOT = Path.of(System.getProperty("repository.root"));

  /// Such as `S1-S14` or `§7.3`, after the word that begins the list.
  private static final Pattern ROWS = Pattern.compile("^Rows: (.+)$", Pattern.MULTILINE);

  private static final Pattern RANGE = Pattern.compile("(\\D*(?:\\d+\\.)?)(\\d+)-(\\d+)");
  private static final Pattern LINE = Pattern.compile("^\\| ([^|]+) \\| (.+) \\|$");

  /// A test, such as `module/ClassTest.method` or `ClassTest.method(scenario)`.
  private static final Pattern TEST =
      Pattern.compile("`(?:(\\w+)/)?(\\w+Test)\\.(\\w+)(?:\\((\\w+)\\))?`");

  private static final Map<String, Path> SOURCES = new HashMap<>();
  private static String document = "";

  @BeforeAll
  static void read() throws IOException {
    document = Files.readString(ROOT.resolve("docs/acceptance.md"));
    try (var modules = Files.list(ROOT)) {
      for (var module : modules.toList()) {
        readTests(module);
      }
    }
  }

  private static void readTests(Path module) throws IOException {
    var tests = module.resolve("src/test/java");
    if (!Files.isDirectory(tests)) {
      return;
    }
    var name = module.getFileName().toString().replace("jensen-", "");
    try (var files = Files.walk(tests)) {
      files
          .filter(file -> file.toString().endsWith("Test.java"))
          .forEach(file ->
              SOURCES.put(name + '/' + file.getFileName().toString().replace(".java", ""), file));
    }
  }

  /// What each row is proven by; a row may be spread over several lines.
  private static Map<String, String> lines() {
    var lines = new HashMap<String, String>();
    document
        .lines()
        .map(LINE::matcher)
        .filter(line -> line.matches())
        .forEach(line ->
            Stream.of(line.group(1).split(",", -1))
                .flatMap(AcceptanceTest::rows)
                .forEach(row -> lines.merge(row, line.group(2), String::concat)));
    return lines;
  }

  /// The rows that a range stands for.
  private static Stream<String> rows(String text) {
    var range = RANGE.matcher(text.strip());
    if (!range.matches()) {
      return Stream.of(text.strip());
    }
    var rows = new ArrayList<String>();
    for (int i = Integer.parseInt(range.group(2)); i <= Integer.parseInt(range.group(3)); i++) {
      rows.add(range.group(1) + i);
    }
    return rows.stream();
  }

  @Test
  void everyRowHasATestOrSaysWhyThereIsNone() {
    var lines = lines();
    var missing = new TreeSet<String>();
    var listed = ROWS.matcher(document).results().map(match -> match.group(1)).toList();
    for (var list : listed) {
      Stream.of(list.split(",", -1))
          .flatMap(AcceptanceTest::rows)
          .filter(row -> !isProven(lines.getOrDefault(row, "")))
          .forEach(missing::add);
    }

    assertThat(listed).hasSizeGreaterThan(5);
    assertThat(missing).isEmpty();
  }

  private static boolean isProven(String line) {
    return TEST.matcher(line).find() || line.contains("Missing: ");
  }

  @Test
  void everyTestIsThere() throws IOException {
    var missing = new ArrayList<String>();
    for (var test : TEST.matcher(document).results().toList()) {
      if (!isThere(test)) {
        missing.add(test.group());
      }
    }

    assertThat(missing).isEmpty();
  }

  private static boolean isThere(MatchResult test) throws IOException {
    for (var source : sources(test.group(1), test.group(2))) {
      var text = Files.readString(source);
      boolean hasMethod = text.contains(" void %s(".formatted(test.group(3)));
      if (hasMethod && (test.group(4) == null || text.contains('"' + test.group(4) + '"'))) {
        return true;
      }
    }
    return false;
  }

  /// The files of a class of that name, in one module or in any.
  private static List<Path> sources(@Nullable String module, String name) {
    return SOURCES.entrySet().stream()
        .filter(entry ->
            module == null
                ? entry.getKey().endsWith('/' + name)
                : entry.getKey().equals(module + '/' + name))
        .map(Map.Entry::getValue)
        .toList();
  }
}
