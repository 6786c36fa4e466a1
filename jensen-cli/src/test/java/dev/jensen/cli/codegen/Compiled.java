package dev.jensen.cli.codegen;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/// Java sources that the JDK's compiler has turned into classes.
public final class Compiled implements AutoCloseable {

  private final URLClassLoader loader;

  private Compiled(URLClassLoader loader) {
    this.loader = loader;
  }

  /// Compiles all sources below `sources`, as for Java 21, with warnings as errors.
  ///
  /// @throws AssertionError with what the compiler says
  public static Compiled of(Path sources, Path classes) throws IOException {
    var messages = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null);
        var found = Files.walk(sources)) {
      var paths = found.filter(path -> path.toString().endsWith(".java")).toList();
      var options =
          new ArrayList<>(
              List.of(
                  "--release", "21", "-proc:none", "-Xlint:all,-processing,-options", "-Werror"));
      options.addAll(List.of("-d", classes.toString()));
      options.addAll(List.of("-cp", System.getProperty("java.class.path")));
      options.add("-Xlint:-path");
      var units = files.getJavaFileObjectsFromPaths(paths);
      if (!compiler.getTask(messages, files, null, options, null, units).call()) {
        throw new AssertionError(messages.toString());
      }
    }
    var urls = new URL[] {classes.toUri().toURL()};
    return new Compiled(new URLClassLoader(urls, Compiled.class.getClassLoader()));
  }

  /// The class of that name.
  public Class<?> type(String name) throws ClassNotFoundException {
    return loader.loadClass(name);
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
