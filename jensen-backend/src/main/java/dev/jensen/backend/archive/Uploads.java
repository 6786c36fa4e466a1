package dev.jensen.backend.archive;

import dev.jensen.backend.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/// Files that arrive in parts (`spec/deploy-api.md` §15).
///
/// Thread-safe.
public final class Uploads {

  private static final int TOKEN_BYTES = 16;
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{%d}".formatted(2 * TOKEN_BYTES));
  private static final Duration KEPT = Duration.ofDays(7);
  private static final int PARTS_MAX = 10_000;
  private static final String PART = "part-";

  private final World world;
  private final Path directory;

  /// @param directory where files are until they are imported; made when it is needed
  public Uploads(World world, Path directory) {
    this.world = world;
    this.directory = directory;
  }

  /// Begins an upload.
  ///
  /// @return what names it in the calls that follow
  public String start() {
    removeExpired();
    byte[] token = new byte[TOKEN_BYTES];
    world.random().nextBytes(token);
    var name = HexFormat.of().formatHex(token);
    try {
      Files.createDirectories(directory.resolve(name));
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Uploads that nobody has finished, and files whose import nobody has confirmed.
  private void removeExpired() {
    if (!Files.exists(directory)) {
      return;
    }
    try (var uploads = Files.list(directory)) {
      for (var upload : uploads.toList()) {
        var age = Duration.between(Files.getLastModifiedTime(upload).toInstant(), world.now());
        if (age.compareTo(KEPT) > 0) {
          remove(String.valueOf(upload.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stores one part.
  ///
  /// @param number from 1
  /// @return what names the part
  /// @throws ArchiveException if there is no such upload
  public String addPart(String token, int number, InputStream content) {
    if (number < 1 || number > PARTS_MAX) {
      throw ArchiveException.mistake(
          "BadPartNumber", "`partNumber` must be between 1 and %d.".formatted(PARTS_MAX));
    }
    var file = folder(token).resolve(PART + number);
    var arriving = folder(token).resolve("arriving-%d".formatted(number));
    try {
      Files.copy(content, arriving, StandardCopyOption.REPLACE_EXISTING);
      Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PART + number;
  }

  /// Makes one file of the parts, in this order.
  ///
  /// @throws ArchiveException if a part is missing
  void join(String token, List<String> parts) {
    var folder = folder(token);
    for (var part : parts) {
      if (!part.matches(PART + "[0-9]+") || !Files.exists(folder.resolve(part))) {
        throw ArchiveException.mistake(
            "BadPartToken", "There is no part '%s' of this upload.".formatted(part));
      }
    }
    try (var whole =
        FileChannel.open(
            file(token),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (var part : parts) {
        var file = folder.resolve(part);
        try (var content = FileChannel.open(file)) {
          for (long at = 0; at < content.size(); ) {
            at += content.transferTo(at, content.size() - at, whole);
          }
        }
        Files.delete(file);
      }
      whole.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The joined file.
  Path file(String token) {
    return folder(token).resolve("file");
  }

  /// Deletes the upload.
  void remove(String token) {
    if (!Files.exists(directory.resolve(token))) {
      return;
    }
    try (var files = Files.walk(folder(token))) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path folder(String token) {
    // The token is a name in the file system, so it must be one of ours.
    if (!TOKEN.matcher(token).matches() || !Files.exists(directory.resolve(token))) {
      throw ArchiveException.mistake("BadUploadToken", "There is no such upload.");
    }
    return directory.resolve(token);
  }
}
