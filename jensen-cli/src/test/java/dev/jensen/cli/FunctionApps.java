package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/// Makes jars with functions in Java, as a project's build does.
final class FunctionApps {

  private FunctionApps() {}

  /// Compiles what is below `sources`/java and packs it with what is below `sources`/resources.
  static Path jar(Path sources, Path jar) throws IOException {
    var classes = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
    var arguments = new ArrayList<>(List.of("-parameters", "--release", "21", "-d"));
    arguments.add(classes.toString());
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    try (var files = Files.walk(sources.resolve("java"))) {
      files.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
    }
    var compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(compiled).isZero();
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (var root : List.of(classes, sources.resolve("resources"))) {
        add(root, out);
      }
    }
    return jar;
  }

  private static void add(Path root, JarOutputStream jar) throws IOException {
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(root.relativize(file).toString()));
        Files.copy(file, jar);
      }
    }
  }
}
