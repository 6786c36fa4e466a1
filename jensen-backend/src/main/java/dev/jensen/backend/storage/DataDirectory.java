package dev.jensen.backend.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The directory that holds one deployment's data: ours, in a format we read, and locked against
/// other processes while it is open.
final class DataDirectory implements AutoCloseable {

  static final String MARKER = "FORMAT";
  private static final String LOCK = "lock";
  static final String STORE = "rocksdb";
  private static final Set<String> LEFTOVERS = Set.of(LOCK, STORE, MARKER + ".new", "keys");
  private static final Pattern KEYS_DRAFT = Pattern.compile("keys\\d+\\.new");
  private static final String MARKER_TEXT = "jensen data, format 1\n";

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;
  private final boolean isNew;

  private DataDirectory(Path path, FileChannel channel, FileLock lock, boolean isNew) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
    this.isNew = isNew;
  }

  /// Locks the directory, making it if it is missing.
  ///
  /// @throws StorageException if it is not ours, of another format, in use or cannot be written
  static DataDirectory open(Path path) {
    try {
      Files.createDirectories(path);
      boolean isNew = checkMarker(path);
      var channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new StorageException(
            "The data directory %s is in use by another Jensen server. Stop that one or choose another directory."
                .formatted(path));
      }
      return new DataDirectory(path, channel, lock, isNew);
    } catch (FileAlreadyExistsException notADirectory) {
      throw new StorageException(
          "%s is a file, not a directory. Choose another data directory.".formatted(path),
          notADirectory);
    } catch (IOException failure) {
      throw new StorageException(
          "The data directory %s cannot be written (%s). Check its permissions and disk, or choose another directory."
              .formatted(path, reason(failure)),
          failure);
    }
  }

  private static boolean checkMarker(Path path) throws IOException {
    var marker = path.resolve(MARKER);
    if (!Files.exists(marker)) {
      requireEmpty(path);
      return true;
    }
    var found = Files.readString(marker, java.nio.charset.StandardCharsets.ISO_8859_1);
    if (!found.equals(MARKER_TEXT)) {
      throw new StorageException(
          "The data directory %s has another format (%s), this version reads \"%s\". Use the Jensen version that wrote it."
              .formatted(path, quote(found), MARKER_TEXT.strip()));
    }
    return false;
  }

  private static boolean isLeftover(String name) {
    return LEFTOVERS.contains(name) || KEYS_DRAFT.matcher(name).matches();
  }

  private static void requireEmpty(Path path) throws IOException {
    // What a first start that was killed may have left behind holds no data yet; keys may be there
    // before the first start.
    try (var files = Files.list(path)) {
      var foreign =
          files.map(file -> String.valueOf(file.getFileName())).filter(name -> !isLeftover(name));
      var first = foreign.findFirst();
      if (first.isPresent()) {
        throw new StorageException(
            "The directory %s holds other files (such as %s) and no Jensen data. Choose an empty directory."
                .formatted(path, first.get()));
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static String quote(String text) {
    var line = text.lines().findFirst().orElse("");
    return '"' + (line.length() > 60 ? line.substring(0, 60) + "…" : line) + '"';
  }

  static String reason(IOException failure) {
    var message = failure.getMessage();
    var kind = failure.getClass().getSimpleName();
    return message == null ? kind : kind + ": " + message.lines().findFirst().orElse("");
  }

  /// Where RocksDB keeps its files.
  Path store() {
    return path.resolve(STORE);
  }

  Path path() {
    return path;
  }

  /// Whether this directory was never completely set up: it must hold no commits.
  boolean isNew() {
    return isNew;
  }

  /// Marks the directory as ours, once everything in it is ready.
  void mark() {
    try {
      var draft = path.resolve(MARKER + ".new");
      try (var file =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        file.write(
            java.nio.ByteBuffer.wrap(
                MARKER_TEXT.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        file.force(true);
      }
      Files.move(draft, path.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
      sync(path);
    } catch (IOException failure) {
      throw new StorageException(
          "The data directory %s cannot be written (%s).".formatted(path, reason(failure)),
          failure);
    }
  }

  private static void sync(Path directory) throws IOException {
    try (var file = FileChannel.open(directory, StandardOpenOption.READ)) {
      file.force(true);
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
