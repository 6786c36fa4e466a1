package dev.jensen.backend.archive;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.model.AppendedDocuments;
import dev.jensen.backend.model.ImportRequest;
import dev.jensen.backend.model.ImportRequest.Format;
import dev.jensen.backend.model.ImportRequest.Mode;
import dev.jensen.backend.model.ImportRow;
import dev.jensen.backend.model.ImportRow.State;
import dev.jensen.backend.model.StoredSchema;
import dev.jensen.backend.transaction.Changes;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.DocumentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads documents from files into tables, in the background (`spec/deploy-api.md` §15).
///
/// Thread-safe.
public final class Imports {

  private static final Logger LOG = LoggerFactory.getLogger(Imports.class);
  private static final int LISTED = 100;

  private final World world;
  private final Database database;
  private final Changes changes;
  private final Uploads uploads;
  private final FileStorage files;
  private final ReentrantLock writing = new ReentrantLock();

  /// Imports what comes by `uploads`, stored files into `files`.
  public Imports(World world, Database database, Uploads uploads, FileStorage files) {
    this.world = world;
    this.database = database;
    this.changes = new Changes(world, database);
    this.uploads = uploads;
    this.files = files;
  }

  /// Goes on where a stop of the server interrupted.
  public void resume() {
    try (var transaction = database.begin()) {
      for (var row : ImportRow.newest(transaction, LISTED)) {
        switch (row.state()) {
          case State.Uploaded _ -> world.start("import", () -> examine(row));
          case State.InProgress _, State.Undoing _ -> world.start("import", () -> run(row));
          case State.Waiting _, State.Completed _, State.Failed _ -> {}
        }
      }
    }
  }

  /// Takes a file whose parts have all arrived; its row is there when this returns.
  ///
  /// @param format as requests name it
  /// @param mode as requests name it
  /// @param table null for a ZIP file
  /// @return the id of the import
  /// @throws ArchiveException if that makes no sense
  public String add(
      String format, String mode, @Nullable String table, String upload, List<String> parts) {
    var parsedFormat = Format.ofWire(format);
    var parsedMode = Mode.ofWire(mode);
    if (parsedFormat == null || parsedMode == null) {
      throw ArchiveException.mistake(
          "BadImportRequest", "Unknown format '%s' or mode '%s'.".formatted(format, mode));
    }
    if ((parsedFormat == Format.ZIP) != (table == null)) {
      throw ArchiveException.mistake(
          "BadImportRequest",
          parsedFormat == Format.ZIP
              ? "A ZIP file names its tables itself."
              : "The import needs the name of a table.");
    }
    uploads.join(upload, parts);
    var request = new ImportRequest(parsedFormat, parsedMode, table, upload);
    var row = database.transact(transaction -> ImportRow.add(transaction, request));
    world.start("import", () -> examine(row));
    return row.id().toString();
  }

  /// Does what was examined; does nothing if the import is not waiting for that.
  ///
  /// @throws ArchiveException if there is no such import
  public void perform(String id) {
    var begun =
        database.<@Nullable ImportRow>transact(transaction -> {
          var row = find(transaction, id);
          if (!(row.state() instanceof State.Waiting)) {
            return null;
          }
          row.move(transaction, new State.InProgress("Import is starting", List.of(), 0));
          return ImportRow.find(transaction, row.id());
        });
    if (begun != null) {
      world.start("import", () -> run(begun));
    }
  }

  /// Gives up an import that has not begun to write.
  ///
  /// @throws ArchiveException if there is no such import
  public void cancel(String id) {
    var row =
        database.transact(transaction -> {
          var found = find(transaction, id);
          if (found.state() instanceof State.Waiting || found.state() instanceof State.Uploaded) {
            found.move(transaction, new State.Failed("Import was canceled"));
          }
          return found;
        });
    if (row.state() instanceof State.Waiting) {
      uploads.remove(row.request().upload());
    }
  }

  private static ImportRow find(Transaction transaction, String id) {
    var parsed = DocumentId.parseOrNull(id);
    var row = parsed == null ? null : ImportRow.find(transaction, parsed);
    if (row == null) {
      throw ArchiveException.missing("ImportNotFound", "There is no import %s.".formatted(id));
    }
    return row;
  }

  private void examine(ImportRow row) {
    attempt(
        row,
        file -> {
          var plan = plan(row.request(), file);
          return new State.Waiting(plan.message(), plan.deletes());
        });
  }

  /// One import writes at a time, so a hidden table that one finds is what another left behind.
  private void run(ImportRow row) {
    writing.lock();
    try {
      attempt(
          row,
          file -> {
            long written = new ImportRun(changes, files, row, file).run();
            return new State.Completed(database.latest().nanos(), written);
          });
    } finally {
      writing.unlock();
    }
  }

  private interface Step {
    State run(ImportFile file) throws IOException;
  }

  private void attempt(ImportRow row, Step step) {
    try {
      var state = outcome(row, step);
      changes.<@Nullable Void>make(transaction -> {
        end(transaction, row, state);
        return null;
      });
      if (!(state instanceof State.Waiting)) {
        undo(row);
      }
    } catch (RuntimeException e) {
      LOG.error("an import cannot go on; it goes on when the server starts", e);
    }
  }

  private State outcome(ImportRow row, Step step) {
    if (row.state() instanceof State.Undoing) {
      return row.state();
    }
    try (var file = ImportFile.open(uploads.file(row.request().upload()), row.request())) {
      return step.run(file);
    } catch (InvalidImportException e) {
      return failed(e.getMessage());
    } catch (ArchiveException e) {
      return failed("The uploaded file is gone. Import it again.");
    } catch (IOException | UncheckedIOException e) {
      LOG.error("an import failed", e);
      return failed("The uploaded file cannot be read (%s).".formatted(e.getMessage()));
    }
  }

  private static State.Failed failed(@Nullable String why) {
    return new State.Failed("Hit an error while importing:\n%s".formatted(why));
  }

  /// Moves the import on, unless it was canceled; what failed is undone first.
  private static void end(Transaction transaction, ImportRow row, State state) {
    var now = ImportRow.find(transaction, row.id());
    if (now == null || !now.isUnfinished()) {
      return;
    }
    now.move(
        transaction,
        row.request().mode() == Mode.APPEND
                && state instanceof State.Failed(var why)
                && now.state() instanceof State.InProgress(_, var done, var written)
            ? new State.Undoing(why, done, written)
            : state);
  }

  /// Removes what a failed import has appended, and all that finished ones leave behind.
  private void undo(ImportRow row) {
    new AppendUndo(changes, row.id()).run();
    uploads.remove(row.request().upload());
    forgetAppended();
  }

  private void forgetAppended() {
    while (changes.make(AppendedDocuments::forgetFinished)) {}
  }

  /// Reads the whole file without writing anything, so that mistakes are found before.
  private ImportPlan plan(ImportRequest request, ImportFile file) throws IOException {
    try (var transaction = database.begin()) {
      var targets = TargetTables.of(file, request.mode(), transaction.catalog());
      var changes = new ArrayList<ImportPlan.Change>();
      for (var table : file.tables()) {
        changes.add(change(transaction, request.mode(), file, table, targets));
      }
      var storedFiles = FileImport.plan(transaction, request.mode(), file);
      if (storedFiles != null) {
        changes.add(storedFiles);
      }
      if (request.mode() == Mode.REPLACE_ALL) {
        for (var table : transaction.catalog().tables()) {
          boolean isInFile =
              file.tables().stream().anyMatch(other -> other.name().equals(table.name()));
          long count = table.isSystem() || isInFile ? 0 : transaction.count(table);
          if (count > 0) {
            changes.add(new ImportPlan.Change(table.name(), 0, count, count));
          }
        }
      }
      return new ImportPlan(request.mode(), changes);
    }
  }

  private static ImportPlan.Change change(
      Transaction transaction,
      Mode mode,
      ImportFile file,
      ImportFile.TableFile table,
      TargetTables targets)
      throws IOException {
    var active = StoredSchema.active(transaction);
    var schema = active == null ? null : active.schema();
    var live = transaction.table(table.name());
    long existing = live == null ? 0 : transaction.count(live);
    if (mode == Mode.REQUIRE_EMPTY && existing > 0) {
      throw ImportRun.exists(table.name());
    }
    long created = 0;
    var validator = schema == null ? null : schema.documentValidator(table.name());
    try (var rows = file.rows(table, validator)) {
      for (var row = rows.next(); row != null; row = rows.next()) {
        created++;
        var _ =
            IncomingDocument.of(
                row, created, table.name(), targets.number(table.name()), schema, targets);
      }
    }
    long deleted = mode == Mode.APPEND ? 0 : existing;
    return new ImportPlan.Change(table.name(), created, deleted, existing);
  }
}
