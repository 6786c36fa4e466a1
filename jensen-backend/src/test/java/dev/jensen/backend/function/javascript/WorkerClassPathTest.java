package dev.jensen.backend.function.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerClassPathTest {

  @TempDir private Path parent;

  private Path directory;

  @BeforeEach
  void configure() {
    directory = parent.resolve("native");
  }

  private static String path(String... entries) {
    return String.join(File.pathSeparator, entries);
  }

  private String jar(String... entries) throws IOException {
    var jar = parent.resolve("app.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (var entry : entries) {
        out.putNextEntry(new JarEntry(entry));
        out.write(entry.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar.toString();
  }

  @Test
  void hasWhatIsNeededOfTheServers() {
    var server = path("lib/javet-5.jar", "lib/jetty-12.jar", "lib/jensen-isolate-1.jar");

    assertThat(WorkerClassPath.of(server, directory))
        .isEqualTo(path("lib/javet-5.jar", "lib/jensen-isolate-1.jar"));
  }

  @Test
  void isTheServersWhereEverythingIsInOneJar() throws IOException {
    var server = path(jar("dev/jensen/isolate/Worker.class"), "classes");

    assertThat(WorkerClassPath.of(server, directory)).isEqualTo(server);
    assertThat(directory).doesNotExist();
  }

  @Test
  void whatIsNoJarIsOfNoInterest() throws IOException {
    var empty = Files.createFile(parent.resolve("empty.jar")).toString();
    var server = path(empty, jar("dev/jensen/isolate/Worker.class"));

    assertThat(WorkerClassPath.of(server, directory)).isEqualTo(server);
  }

  @Test
  void jarsInAJarAreUnpackedAgainAtEveryStart() throws IOException {
    var unpacked = List.of(directory.resolve("worker-1.jar"), directory.resolve("worker-2.jar"));
    var expected = path(unpacked.get(0).toString(), unpacked.get(1).toString());
    var other = "BOOT-INF/lib/jetty-12.jar";

    var before = jar("BOOT-INF/lib/javet-5.jar", other, "BOOT-INF/lib/jensen-isolate-1.jar");
    assertThat(WorkerClassPath.of(before, directory)).isEqualTo(expected);
    assertThat(unpacked.get(1)).hasContent("BOOT-INF/lib/jensen-isolate-1.jar");

    var after = jar("BOOT-INF/lib/javet-5.jar", other, "BOOT-INF/lib/jensen-isolate-2.jar");
    assertThat(WorkerClassPath.of(after, directory)).isEqualTo(expected);
    assertThat(unpacked.get(1)).hasContent("BOOT-INF/lib/jensen-isolate-2.jar");
    assertThat(directory).isDirectoryNotContaining("glob:**/worker-3.jar");
  }
}
