package dev.jensen.backend.storage;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// A data directory as one ZIP file: its format, its keys, the store as it was at one commit, and
/// the contents of stored files.
public final class Backup {

  private static final String FILES = "files";
  private static final int FOLDER_DIGITS = 2;

  private static final String KEYS = "keys";
  private static final Pattern CONTENT = Pattern.compile(FILES + "/[0-9a-f]{2}/[0-9a-f-]+");
  private static final String COPY = "backup-in-progress";
  private static final String OWNER_ONLY = "rw-------";

  private Backup() {}

  /// Writes a backup of the open store in `data` to `out`; commits go on meanwhile.
  ///
  /// @throws IOException if `out` fails, or the copy or a content cannot be read
  public static void write(
      RocksPersistence persistence, Path data, ContentSource contents, OutputStream out)
      throws IOException {
    var copy = data.resolve(COPY);
    delete(copy);
    try {
      persistence.copyTo(copy);
      var zip = new ZipOutputStream(out);
      // The store's files are compressed already, and so are most contents.
      zip.setLevel(Deflater.BEST_SPEED);
      for (var name : List.of(DataDirectory.MARKER, KEYS)) {
        if (Files.exists(data.resolve(name))) {
          add(zip, name, data.resolve(name));
        }
      }
      try (var files = Files.list(copy)) {
        for (var file : files.sorted().toList()) {
          add(zip, "%s/%s".formatted(DataDirectory.STORE, file.getFileName()), file);
        }
      }
      // After the store: whatever file it has, its content is there. What is deleted meanwhile
      // belongs to no file in the backup.
      contents.giveTo((key, content) -> addContent(zip, key, content));
      zip.finish();
      zip.flush();
    } finally {
      delete(copy);
    }
  }

  private static void addContent(ZipOutputStream zip, String key, InputStream content)
      throws IOException {
    zip.putNextEntry(
        new ZipEntry("%s/%s/%s".formatted(FILES, key.substring(0, FOLDER_DIGITS), key)));
    content.transferTo(zip);
    zip.closeEntry();
  }

  private static void add(ZipOutputStream zip, String name, Path file) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    Files.copy(file, zip);
    zip.closeEntry();
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Makes a data directory of a backup.
  ///
  /// @param data must not exist, or be empty
  /// @param elsewhere opens what takes the contents of files once `file` and `data` are known to be
  ///   fine; null for `data` itself
  /// @throws StorageException if the file is no whole backup, or `data` holds anything; then `data`
  ///   is as it was
  public static void restore(Path file, Path data, @Nullable Supplier<ContentSink> elsewhere) {
    try {
      requireEmpty(data);
      try (var zip = new ZipFile(file.toFile())) {
        requireBackup(file, zip);
        Files.createDirectories(data);
        try (var contents = elsewhere == null ? null : elsewhere.get()) {
          extract(zip, data, contents);
        }
      }
    } catch (ZipException e) {
      throw new StorageException(
          "%s is no whole backup (%s). Take another one.".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new StorageException(
          "The backup %s cannot be restored into %s (%s)."
              .formatted(file, data, DataDirectory.reason(e)),
          e);
    }
  }

  private static void requireEmpty(Path data) throws IOException {
    if (!Files.exists(data)) {
      return;
    }
    try (var files = Files.list(data)) {
      if (files.findAny().isPresent()) {
        throw new StorageException(
            "The directory %s is not empty. Choose a new one for the restored data."
                .formatted(data));
      }
    }
  }

  private static void requireBackup(Path file, ZipFile zip) {
    Set<String> names = new HashSet<>();
    zip.stream().map(ZipEntry::getName).forEach(names::add);
    boolean isOurs =
        names.contains(DataDirectory.MARKER)
            && names.contains("%s/CURRENT".formatted(DataDirectory.STORE))
            && names.stream().allMatch(Backup::isKnown);
    if (!isOurs) {
      throw new StorageException("%s is no backup of Jensen data.".formatted(file));
    }
  }

  /// Names become paths, so nothing else may be among them.
  private static boolean isKnown(String name) {
    return name.equals(DataDirectory.MARKER)
        || name.equals(KEYS)
        || CONTENT.matcher(name).matches()
        || (name.matches("%s/[A-Za-z0-9_.-]+".formatted(DataDirectory.STORE))
            && !name.contains(".."));
  }

  private static void extract(ZipFile zip, Path data, @Nullable ContentSink contents)
      throws IOException {
    for (var entry : zip.stream().toList()) {
      var name = entry.getName();
      try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
        if (contents != null && CONTENT.matcher(name).matches()) {
          contents.take(name.substring(name.lastIndexOf('/') + 1), in);
        } else {
          extract(in, name, data.resolve(name));
        }
      }
    }
  }

  private static void extract(InputStream in, String name, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Files.copy(in, target);
    if (name.equals(KEYS)) {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(OWNER_ONLY));
    }
  }
}
