package dev.jensen.backend.function.javascript;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/// What a worker process needs of the server's class path.
final class WorkerClassPath {

  private static final Pattern NEEDED = Pattern.compile("jensen-isolate|jensen-protocol|javet");

  /// Such as `BOOT-INF/lib/javet-5.0.6.jar`.
  private static final Pattern NEEDED_IN_JAR =
      Pattern.compile("(?:.*/)?(?:%s)[^/]*\\.jar".formatted(NEEDED));

  private WorkerClassPath() {}

  /// Jars in a jar, as Spring Boot packs applications, are of no use to another process: they are
  /// unpacked into `directory`, over those of the start before.
  static String of(String serverClassPath, Path directory) {
    var entries = List.of(serverClassPath.split(File.pathSeparator, -1));
    var needed = entries.stream().filter(entry -> NEEDED.matcher(entry).find()).toList();
    if (!needed.isEmpty()) {
      return String.join(File.pathSeparator, needed);
    }
    var unpacked = unpack(entries, directory);
    // A server packed into one jar has its worker in there as well.
    return unpacked.isEmpty() ? serverClassPath : String.join(File.pathSeparator, unpacked);
  }

  private static List<String> unpack(List<String> entries, Path directory) {
    var unpacked = new ArrayList<String>();
    for (var entry : entries) {
      if (Files.isRegularFile(Path.of(entry))) {
        unpackJar(entry, directory, unpacked);
      }
    }
    return unpacked;
  }

  private static void unpackJar(String jar, Path directory, List<String> unpacked) {
    try (var file = new JarFile(jar)) {
      for (var inner : file.stream().filter(entry -> isNeeded(entry.getName())).toList()) {
        var target = directory.resolve("worker-%d.jar".formatted(unpacked.size() + 1));
        Files.createDirectories(directory);
        try (var in = file.getInputStream(inner)) {
          Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
        unpacked.add(target.toString());
      }
    } catch (ZipException e) {
      // No jar; nobody loads anything from it.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The worker process in %s cannot be unpacked into %s.".formatted(jar, directory), e);
    }
  }

  private static boolean isNeeded(String name) {
    return NEEDED_IN_JAR.matcher(name).matches();
  }
}
