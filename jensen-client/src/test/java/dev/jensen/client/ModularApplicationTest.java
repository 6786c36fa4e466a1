package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// An application that is a module, written for Java 21, in a process of its own.
@Timeout(120)
class ModularApplicationTest {

  @RegisterExtension private static final ClientApp app = new ClientApp();

  /// What is downloaded with the client: its module path.
  private static final Pattern MODULE =
      Pattern.compile(
          ".*/(jensen-(client|protocol)/target/classes|jensen-protocol-[^/]*(?<!tests)\\.jar"
              + "|jackson-core-[^/]*\\.jar|jspecify-[^/]*\\.jar)");

  private static final String APPLICATION =
      """
      package app;

      import dev.jensen.client.ConvexClient;
      import dev.jensen.client.ConvexHttpClient;
      import dev.jensen.mapping.ResultType;
      import java.net.URI;
      import java.util.List;

      public class Main {

        record NewNote(String channel, String text) {}

        record Channel(String channel) {}

        record Note(String text) {}

        public static void main(String[] arguments) {
          var url = URI.create(arguments[0]);
          try (var http = ConvexHttpClient.of(url); var live = ConvexClient.of(url)) {
            http.mutation("notes:add", new NewNote("modular", "tea"));
            System.out.println(
                live.query("notes:list", new Channel("modular"), new ResultType<List<Note>>() {}));
          }
        }
      }
      """;

  @TempDir private Path directory;

  @Test
  void aModuleWhosePackageIsOpenCallsWithRecords() throws Exception {
    compile("module app { requires dev.jensen.client; opens app to dev.jensen.protocol; }");

    // With what the functions log.
    assertThat(run()).contains("[Note[text=tea]]\n");
  }

  @Test
  void aModuleWhosePackageIsNotOpenIsToldSo() throws Exception {
    compile("module app { requires dev.jensen.client; }");

    assertThat(run()).contains("MappingException", "app.Main$NewNote", "opens app");
  }

  private void compile(String module) throws Exception {
    var sources = Files.createDirectory(directory.resolve("sources"));
    var descriptor = Files.writeString(sources.resolve("module-info.java"), module);
    var main = Files.writeString(sources.resolve("Main.java"), APPLICATION);
    var compiler = ToolProvider.getSystemJavaCompiler();
    var problems = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var options =
          List.of("--release", "21", "-d", directory.resolve("app").toString(), "-p", modulePath());
      var sourceFiles = files.getJavaFileObjects(descriptor, main);
      boolean compiles = compiler.getTask(problems, files, null, options, null, sourceFiles).call();
      assertThat(compiles).as(problems.toString()).isTrue();
    }
  }

  /// What it prints, to both of its outputs.
  private String run() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var path = directory.resolve("app") + File.pathSeparator + modulePath();
    var process =
        new ProcessBuilder(java, "-p", path, "-m", "app/app.Main", app.url().toString())
            .redirectErrorStream(true)
            .start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed;
  }

  static String modulePath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .filter(entry -> MODULE.matcher(entry).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
