package dev.jensen.cli.codegen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The generated files in a folder of sources.
///
/// Nothing is overwritten or removed that does not begin with the [JavaApi#HEADER], and a file that
/// would stay the same is not touched, so that builds have nothing to do.
///
/// @param root the folder of sources
/// @param packageName only files of this package and those below are looked at
public record GeneratedSources(Path root, String packageName) {

  /// How many files are different now.
  public record Changes(int written, int removed) {}

  /// Makes the folder have exactly `sources`, which are named as they lie below it.
  ///
  /// @throws FileAlreadyExistsException before anything is written, if one of them would replace a
  ///   file that was not generated
  public Changes replace(Map<Path, String> sources) throws IOException {
    for (var name : sources.keySet()) {
      var file = root.resolve(name);
      if (Files.exists(file) && !isGenerated(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
    int removed = 0;
    for (var file : generated()) {
      if (!sources.containsKey(root.relativize(file))) {
        Files.delete(file);
        removed++;
      }
    }
    int written = 0;
    for (var source : sources.entrySet()) {
      if (write(root.resolve(source.getKey()), source.getValue())) {
        written++;
      }
    }
    return new Changes(written, removed);
  }

  private List<Path> generated() throws IOException {
    var directory = root.resolve(packageName.replace('.', '/'));
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.walk(directory)) {
      var sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      return sources.stream().filter(GeneratedSources::isGenerated).toList();
    }
  }

  private static boolean isGenerated(Path file) {
    byte[] header = JavaApi.HEADER.getBytes(StandardCharsets.UTF_8);
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(header.length), header);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean write(Path file, String source) throws IOException {
    byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
      return false;
    }
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return true;
  }
}
