package dev.jensen.backend.file;

import dev.jensen.backend.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Blobs as files of one directory, in folders by the first two digits of their keys
/// (`docs/formats/storage.md`).
///
/// A blob is written under another name, synced and renamed, so that a file under its own name is
/// whole.
final class DirectoryBlobStore implements BlobStore {

  private static final String ARRIVING = "arriving";
  private static final int FOLDER_DIGITS = 2;
  private static final int BUFFER_BYTES = 128 << 10;

  private final World world;
  private final Path directory;

  private DirectoryBlobStore(World world, Path directory) {
    this.world = world;
    this.directory = directory;
  }

  /// Opens the store in `directory`, which nobody else writes to, making it if it is missing.
  ///
  /// @throws UncheckedIOException if it cannot be read or written
  static DirectoryBlobStore open(World world, Path directory) {
    try {
      var arriving = directory.resolve(ARRIVING);
      Files.createDirectories(arriving);
      var parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        sync(parent);
      }
      try (var leftovers = Files.list(arriving)) {
        for (var leftover : leftovers.toList()) {
          Files.delete(leftover);
        }
      }
      return new DirectoryBlobStore(world, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void put(BlobKey key, InputStream content) throws IOException {
    var draft = directory.resolve(ARRIVING).resolve(key.text());
    try {
      write(content, draft);
      publish(draft, key);
    } finally {
      deleteQuietly(draft);
    }
  }

  private static void write(InputStream content, Path draft) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (var file = create(draft)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        write(file, ByteBuffer.wrap(buffer, 0, n));
      }
      force(file);
    }
  }

  private static FileChannel create(Path draft) {
    try {
      return FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(FileChannel file, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void force(FileChannel file) {
    try {
      file.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void publish(Path draft, BlobKey key) {
    var file = file(key);
    var folder = directory.resolve(key.text().substring(0, FOLDER_DIGITS));
    try {
      Files.setLastModifiedTime(draft, FileTime.from(world.now()));
      if (!Files.exists(folder)) {
        Files.createDirectories(folder);
        sync(directory);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      sync(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A draft that cannot be deleted now goes at the next start.
  private static void deleteQuietly(Path draft) {
    var _ = draft.toFile().delete();
  }

  private Path file(BlobKey key) {
    return directory.resolve(key.text().substring(0, FOLDER_DIGITS)).resolve(key.text());
  }

  private static void sync(Path directory) throws IOException {
    try (var file = FileChannel.open(directory, StandardOpenOption.READ)) {
      file.force(true);
    }
  }

  @Override
  public @Nullable InputStream open(BlobKey key, long offset, long length) throws IOException {
    try {
      return new FileRange(FileChannel.open(file(key), StandardOpenOption.READ), offset, length);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void delete(BlobKey key) throws IOException {
    Files.deleteIfExists(file(key));
  }

  @Override
  public void each(Consumer<Blob> visitor) throws IOException {
    try (var folders = Files.newDirectoryStream(directory, "[0-9a-f][0-9a-f]")) {
      for (var folder : folders) {
        try (var files = Files.newDirectoryStream(folder)) {
          for (var file : files) {
            visit(file, visitor);
          }
        }
      }
    }
  }

  private void visit(Path file, Consumer<Blob> visitor) throws IOException {
    var key = BlobKey.parseOrNull(String.valueOf(file.getFileName()));
    try {
      if (key != null) {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        var age = Duration.between(attributes.lastModifiedTime().toInstant(), world.now());
        visitor.accept(new Blob(key, attributes.size(), age));
      }
    } catch (NoSuchFileException e) {
      // It was deleted meanwhile.
    }
  }
}
