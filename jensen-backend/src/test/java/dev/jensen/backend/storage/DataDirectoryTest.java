package dev.jensen.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.value.IndexKey;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What opening says when something is wrong with the directory.
class DataDirectoryTest {

  private static final UUID INDEX = new UUID(1, 1);

  @TempDir private Path temporary;

  @Test
  void aDirectoryWithOtherFilesIsLeftAlone() throws IOException {
    var directory = Files.createDirectory(temporary.resolve("photos"));
    Files.writeString(directory.resolve("holiday.jpg"), "a beach");

    assertRefused(() -> RocksPersistence.open(directory), "holiday.jpg", "Choose an empty");
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    var file = Files.writeString(temporary.resolve("file"), "text");

    assertRefused(() -> RocksPersistence.open(file), "is a file");
    assertRefused(() -> RocksPersistence.open(file.resolve("below")), "cannot be written");
  }

  /// The kernel makes nothing in `/proc`, whoever asks.
  @Test
  void aDirectoryThatCannotBeWrittenIsRefused() {
    assertRefused(() -> RocksPersistence.open(Path.of("/proc/jensen")), "cannot be written");
    assertRefused(() -> RocksPersistence.open(Path.of("/proc/self/fdinfo")), "/proc/self/fdinfo");
  }

  @Test
  void aSecondOpenerIsRefusedAndTheFirstGoesOn() {
    var directory = temporary.resolve("data");
    try (var first = RocksPersistence.open(directory)) {
      assertRefused(() -> RocksPersistence.open(directory), "in use by another Jensen server");

      assertThat(first.log().append(entry(1))).isInstanceOf(AppendOutcome.Appended.class);
    }
  }

  @Test
  void anotherFormatIsRefused() throws IOException {
    var directory = temporary.resolve("data");
    RocksPersistence.open(directory).close();
    Files.writeString(directory.resolve("FORMAT"), "jensen data, format 99\n");

    assertRefused(() -> RocksPersistence.open(directory), "format 99", "the Jensen version");
  }

  @Test
  void commitsWithoutAFormatFileAreRefused() throws IOException {
    var directory = filled();
    Files.delete(directory.resolve("FORMAT"));

    assertRefused(() -> RocksPersistence.open(directory), "FORMAT file is missing");
  }

  @Test
  void aFirstStartThatWasKilledCanBeRepeated() throws IOException {
    var directory = temporary.resolve("data");
    RocksPersistence.open(directory).close();
    Files.delete(directory.resolve("FORMAT"));

    try (var persistence = RocksPersistence.open(directory)) {
      assertThat(persistence.log().head()).isEqualTo(LogHead.EMPTY);
    }
    assertThat(directory.resolve("FORMAT")).exists();
  }

  @Test
  void aFlippedBitInASortedFileIsFound() throws IOException {
    var directory = filled();
    flipBit(largestFile(directory, ".sst"));

    assertRefused(() -> RocksPersistence.open(directory), "damaged");
  }

  @Test
  void aTruncatedSortedFileIsFound() throws IOException {
    var directory = filled();
    truncate(largestFile(directory, ".sst"));

    assertRefused(() -> RocksPersistence.open(directory), "damaged");
  }

  @Test
  void aMissingSortedFileIsFound() throws IOException {
    var directory = filled();
    Files.delete(largestFile(directory, ".sst"));

    assertRefused(() -> RocksPersistence.open(directory), "missing");
  }

  @Test
  void aFlippedBitInTheWriteAheadLogIsFound() throws IOException {
    var directory = temporary.resolve("data");
    copyWhileOpen(temporary.resolve("live"), directory);
    flipBit(largestFile(directory, ".log"));

    assertRefused(() -> RocksPersistence.open(directory), "damaged");
  }

  @Test
  void anUnfinishedWriteAtTheEndIsDroppedAsAWhole() throws IOException {
    var directory = temporary.resolve("data");
    copyWhileOpen(temporary.resolve("live"), directory);
    var log = largestFile(directory, ".log");
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(bytes, bytes.length - 10));

    try (var persistence = RocksPersistence.open(directory)) {
      assertThat(persistence.log().head().position()).isEqualTo(99);
      assertThat(persistence.index().applied()).isEqualTo(99);
      assertThat(persistence.log().tail(0, 200)).hasSize(99);
    }
  }

  @Test
  void aDamagedManifestIsFound() throws IOException {
    var directory = filled();
    flipBit(largestFile(directory, "MANIFEST"));

    assertRefused(() -> RocksPersistence.open(directory), "damaged");
  }

  private static void assertRefused(ThrowingCallable opening, String... parts) {
    assertThatThrownBy(opening)
        .isInstanceOf(StorageException.class)
        .message()
        .contains(parts)
        .hasLineCount(1);
  }

  /// A directory whose commits are in a sorted file.
  private Path filled() {
    var directory = temporary.resolve("data");
    try (var persistence = RocksPersistence.open(directory)) {
      fill(persistence);
    }
    // What the write-ahead log held is written to sorted files when it is opened again.
    RocksPersistence.open(directory).close();
    return directory;
  }

  /// A copy as a crash would leave it: everything in the write-ahead log.
  private static void copyWhileOpen(Path live, Path copy) throws IOException {
    try (var persistence = RocksPersistence.open(live)) {
      fill(persistence);
      try (var files = Files.walk(live)) {
        for (var file : files.toList()) {
          Files.copy(file, copy.resolve(live.relativize(file).toString()));
        }
      }
    }
  }

  private static void fill(Persistence persistence) {
    for (int i = 1; i <= 100; i++) {
      var row = new RowKey(INDEX, new IndexKey(new byte[] {(byte) i}), new Timestamp(i));
      persistence.commit(
          entry(i), new IndexChanges(List.of(new IndexChange(row, true, document(i)))));
    }
  }

  private static LogEntry entry(long position) {
    var id = new InternalId(new byte[InternalId.BYTES]);
    var revision = new Revision(INDEX, id, document(position), Timestamp.ZERO);
    return new LogEntry(position, List.of(new Commit(new Timestamp(position), List.of(revision))));
  }

  private static EncodedDocument document(long number) {
    return EncodedDocument.of(
        Value.Obj.of(
            Map.of("number", new Value.Int64(number), "text", new Value.Text("x".repeat(200)))));
  }

  /// The largest file with `part` in its name.
  private static Path largestFile(Path directory, String part) throws IOException {
    try (var files = Files.list(directory.resolve("rocksdb"))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).contains(part))
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  private static void flipBit(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 0x10;
    Files.write(file, bytes);
  }

  private static void truncate(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }
}
