package dev.jensen.backend.archive;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.model.ExportRow;
import dev.jensen.backend.model.ExportRow.State;
import dev.jensen.backend.transaction.Changes;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.DocumentWalk;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.DocumentId;
import dev.jensen.wire.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes all documents of one moment into a ZIP file, in the background (`spec/deploy-api.md`
/// §14).
///
/// Thread-safe.
public final class Exports {

  private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
  private static final Duration KEPT = Duration.ofDays(14);

  private final World world;
  private final Database database;
  private final Changes changes;
  private final FileStorage files;
  private final Path directory;

  /// @param files whose contents exports may include
  /// @param directory where finished files are; made when it is needed
  public Exports(World world, Database database, FileStorage files, Path directory) {
    this.world = world;
    this.database = database;
    this.changes = new Changes(world, database);
    this.files = files;
    this.directory = directory;
  }

  /// Begins again what a stop of the server interrupted.
  public void resume() {
    try (var transaction = database.begin()) {
      var newest = ExportRow.newest(transaction);
      if (newest != null && newest.isUnfinished()) {
        start(newest);
      }
    }
  }

  /// Begins an export; its row is there when this returns.
  ///
  /// @throws ArchiveException if one is going on
  public void request(boolean includesStorage) {
    var row =
        database.transact(transaction -> {
          var newest = ExportRow.newest(transaction);
          if (newest != null && newest.isUnfinished()) {
            throw ArchiveException.mistake(
                "ExportInProgress", "There is already an export requested or in progress.");
          }
          return ExportRow.request(transaction, includesStorage);
        });
    start(row);
  }

  private void start(ExportRow row) {
    world.start("export", () -> run(row));
  }

  private void run(ExportRow row) {
    try (var walk = new DocumentWalk(database)) {
      long start = walk.at().nanos();
      try {
        Files.createDirectories(directory);
        removeExpired();
        change(row, new State.InProgress(start, "Export is starting"));
        var name = "%d.zip".formatted(start);
        var part = directory.resolve("%s.part".formatted(name));
        new ExportWriter(
                walk,
                row.includesStorage() ? files : null,
                message -> change(row, new State.InProgress(start, message)))
            .write(part);
        Files.move(part, directory.resolve(name));
        change(row, new State.Completed(start, now(), now() + KEPT.toNanos(), name));
      } catch (IOException | UncheckedIOException e) {
        LOG.error("an export failed", e);
        change(row, new State.Failed(start, now()));
      }
    } catch (RuntimeException e) {
      LOG.error("an export cannot go on; it begins again when the server starts", e);
    }
  }

  private void removeExpired() throws IOException {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        var age = Duration.between(Files.getLastModifiedTime(file).toInstant(), world.now());
        if (age.compareTo(KEPT) > 0 || file.toString().endsWith(".part")) {
          Files.delete(file);
        }
      }
    }
  }

  private long now() {
    return Timestamp.of(world.now()).nanos();
  }

  /// A finished export.
  public record Download(long start, Path file) {}

  /// The file of the export that has this id, or began at this timestamp.
  ///
  /// @throws ArchiveException if there is none
  public Download find(String idOrTimestamp) {
    try (var transaction = database.begin()) {
      var row = row(transaction, idOrTimestamp);
      if (row == null) {
        throw ArchiveException.missing(
            "ExportNotFound", "There is no export %s.".formatted(idOrTimestamp));
      }
      if (!(row.state() instanceof State.Completed(var start, _, _, var name))) {
        throw ArchiveException.mistake(
            "ExportNotComplete", "The export %s is not complete.".formatted(idOrTimestamp));
      }
      var file = directory.resolve(name);
      if (!Files.exists(file)) {
        throw ArchiveException.missing(
            "ExportNotFound",
            "The file of the export %s is gone: they are kept for %d days."
                .formatted(idOrTimestamp, KEPT.toDays()));
      }
      return new Download(start, file);
    }
  }

  private static @Nullable ExportRow row(Transaction transaction, String idOrTimestamp) {
    var id = DocumentId.parseOrNull(idOrTimestamp);
    if (id != null) {
      return ExportRow.find(transaction, id);
    }
    try {
      return ExportRow.startedAt(transaction, Long.parseLong(idOrTimestamp));
    } catch (NumberFormatException e) {
      throw ArchiveException.mistake(
          "BadSnapshotId", "'%s' names no export.".formatted(idOrTimestamp));
    }
  }

  private void change(ExportRow row, State state) {
    var _ =
        changes.make(transaction -> {
          row.move(transaction, state);
          return row;
        });
  }
}
