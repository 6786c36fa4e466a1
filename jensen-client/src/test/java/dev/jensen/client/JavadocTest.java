package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages that users read, with the code of tests in them.
class JavadocTest {

  private static final Path API = Path.of("src", "main", "java", "dev", "jensen", "client");

  @TempDir private Path pages;

  @Test
  void pagesHaveTheCodeOfTests() throws Exception {
    var output = new StringWriter();
    var printer = new PrintWriter(output, true);

    int result =
        ToolProvider.findFirst("javadoc")
            .orElseThrow()
            .run(printer, printer, arguments().toArray(String[]::new));

    assertThat(output.toString()).doesNotContain("warning").doesNotContain("error");
    assertThat(result).isZero();
    assertThat(Files.readString(pages.resolve("dev/jensen/client/ConvexClient.html")))
        .contains("client.subscribe(\"notes:list\", Map.of(\"channel\", \"followed\")");
    assertThat(Files.readString(pages.resolve("dev/jensen/client/ConvexFunctions.html")))
        .contains("new NewNote(\"a\", \"milk\", Optional.of(5L))");
  }

  /// Which comments need code is said in [PublicApi].
  @Test
  void everythingPublicShowsHowItIsUsed() throws Exception {
    try (var sources = Files.list(API)) {
      assertThat(PublicApi.faults(sources.filter(Files::isRegularFile).toList())).isEmpty();
    }
  }

  private List<String> arguments() throws Exception {
    var arguments = new ArrayList<>(List.of("-quiet", "-Xdoclint:all,-missing", "-d"));
    arguments.add(pages.toString());
    arguments.addAll(List.of("--snippet-path", Path.of("src", "test", "java").toString()));
    arguments.addAll(List.of("-encoding", "UTF-8"));
    arguments.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    try (var files = Files.list(API)) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
    }
    return arguments;
  }
}
