package dev.jensen.backend.archive;

import dev.jensen.backend.archive.ImportFile.TableFile;
import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.index.TabletId;
import dev.jensen.backend.model.AppendedDocuments;
import dev.jensen.backend.model.ImportRequest.Mode;
import dev.jensen.backend.model.ImportRow;
import dev.jensen.backend.model.NextSchema;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.StoredFile;
import dev.jensen.backend.model.StoredSchema;
import dev.jensen.backend.transaction.Changes;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Puts the documents of one file where they belong.
///
/// Unless they are appended, they go into hidden tables, which take the places of the old ones in
/// one transaction at the end. Appended ones go into the live table, with a note of how many there
/// are in the same transaction; what was interrupted goes on there, and what fails is undone
/// ([AppendUndo]).
final class ImportRun {

  private static final int BATCH_DOCUMENTS = 1000;
  private static final int BATCH_BYTES = 4 << 20;
  private static final int PROGRESS_EVERY = 20_000;

  private final Changes changes;
  private final ImportRow row;
  private final ImportFile file;
  private final NextSchema nextSchema;
  private final List<String> done = new ArrayList<>();
  private final @Nullable StoredSchema schema;
  private final TargetTables targets;
  private final FileImport files;
  private long written;

  ImportRun(Changes changes, FileStorage storage, ImportRow row, ImportFile file)
      throws IOException {
    this.changes = changes;
    this.nextSchema = new NextSchema(changes.database());
    this.files = new FileImport(changes, storage, file);
    this.row = row;
    this.file = file;
    try (var transaction = changes.database().begin()) {
      this.schema = StoredSchema.active(transaction);
      this.targets = TargetTables.of(file, row.request().mode(), transaction.catalog());
    }
  }

  /// Does everything.
  ///
  /// @return how many documents were written
  /// @throws InvalidImportException if that cannot be; then nothing has changed, except what was
  ///   appended
  long run() throws IOException {
    return row.request().mode() == Mode.APPEND ? append() : replace();
  }

  private @Nullable Schema activeSchema() {
    return schema == null ? null : schema.schema();
  }

  private long append() throws IOException {
    written = row.state() instanceof ImportRow.State.InProgress(_, _, var before) ? before : 0;
    long skipped = written;
    for (var table : file.tables()) {
      var tablet = liveTable(table);
      skipped = write(table, tablet, skipped, true);
      done.add("Appended to table %s".formatted(table.name()));
    }
    long documents = written - skipped;
    return documents
        + files.append(
            skipped,
            (transaction, id, count) ->
                noteAppended(transaction, StoredFile.TABLE, documents + count, List.of(id)));
  }

  private TabletId liveTable(TableFile table) {
    return changes.make(transaction -> {
      var existing = transaction.table(table.name());
      if (existing != null) {
        return existing.tablet();
      }
      var number = targets.number(table.name());
      if (number == null) {
        return transaction.definitions().createTable(table.name()).tablet();
      }
      var hidden = transaction.definitions().createHiddenTable(table.name(), number, null);
      transaction.definitions().reveal(hidden);
      return hidden.tablet();
    });
  }

  private long replace() throws IOException {
    dropLeftovers();
    var hidden = new LinkedHashMap<String, TabletId>();
    for (var table : file.tables()) {
      hidden.put(table.name(), hiddenTable(table));
    }
    var hiddenFiles = files.hide();
    hidden.putAll(hiddenFiles);
    try {
      for (var table : file.tables()) {
        long before = written;
        write(table, Objects.requireNonNull(hidden.get(table.name())), 0, false);
        done.add("Read %,d documents of table %s".formatted(written - before, table.name()));
      }
      long documents = written;
      written +=
          files.storeHidden(
              hiddenFiles,
              (transaction, _, count) -> note(transaction, StoredFile.TABLE, documents + count));
      var _ = changes.make(transaction -> swap(transaction, hidden));
      return written;
    } catch (InvalidImportException | IOException e) {
      dropLeftovers();
      throw e;
    }
  }

  private TabletId hiddenTable(TableFile table) {
    return changes.make(transaction -> {
      var like = transaction.table(table.name());
      var made =
          transaction
              .definitions()
              .createHiddenTable(table.name(), targets.number(table.name()), like);
      targets.put(table.name(), made.number());
      return made.tablet();
    });
  }

  /// What an import that was interrupted, or failed, has left behind: nobody else hides tables.
  private void dropLeftovers() {
    var _ =
        changes.make(transaction -> {
          transaction.dependOnTables();
          var visible = new HashSet<>(transaction.catalog().tables());
          transaction.catalog().incarnations().stream()
              .filter(table -> !visible.contains(table))
              .toList()
              .forEach(transaction.definitions()::dropTable);
          return row;
        });
  }

  /// Lets the hidden tables take the places of the live ones.
  private ImportRow swap(Transaction transaction, Map<String, TabletId> hidden) {
    checkSchema(transaction);
    transaction.dependOnTables();
    if (row.request().mode() == Mode.REPLACE_ALL) {
      clearOthers(transaction, hidden);
    }
    for (var tablet : hidden.values()) {
      var table = transaction.incarnation(tablet);
      var live = transaction.table(table.name());
      if (live != null) {
        checkReplaceable(transaction, live, table);
        transaction.definitions().dropTable(live);
      }
    }
    for (var tablet : hidden.values()) {
      var table = transaction.incarnation(tablet);
      if (transaction.table(table.number()) != null) {
        throw TargetTables.conflict(table.name(), "");
      }
      transaction.definitions().reveal(table);
    }
    return row;
  }

  private void checkSchema(Transaction transaction) {
    if (!isActive(transaction) || StoredSchema.next(transaction) != null) {
      throw new InvalidImportException(
          "The schema changed, or a push is in progress, while the import was running. Nothing was"
              + " imported; run the import again.");
    }
  }

  /// Whether the schema that documents were checked against is still the active one.
  private boolean isActive(Transaction transaction) {
    var now = StoredSchema.active(transaction);
    return Objects.equals(now == null ? null : now.schema(), activeSchema());
  }

  private void checkReplaceable(Transaction transaction, Table live, Table next) {
    if (row.request().mode() == Mode.REQUIRE_EMPTY && transaction.count(live) > 0) {
      throw exists(live.name());
    }
    boolean sameIndexes =
        live.indexes().stream()
            .allMatch(index ->
                next.indexes().stream()
                    .anyMatch(other ->
                        other.name().equals(index.name())
                            && other.fields().equals(index.fields())));
    if (!sameIndexes) {
      throw new InvalidImportException(
          "The indexes of table %s changed while the import was running. Nothing was imported; run the import again."
              .formatted(live.name()));
    }
  }

  static InvalidImportException exists(String table) {
    return new InvalidImportException(
        "Table %s already exists. Please choose a new table name or use replace/append modes."
            .formatted(table));
  }

  /// Tables that the file does not have become empty if the schema names them, else they go.
  private void clearOthers(Transaction transaction, Map<String, TabletId> hidden) {
    var declared = new HashSet<String>();
    if (schema != null) {
      schema.schema().tables().forEach(table -> declared.add(table.name()));
    }
    for (var table : List.copyOf(transaction.catalog().tables())) {
      if (table.isSystem() || hidden.containsKey(table.name())) {
        continue;
      }
      boolean keeps = declared.contains(table.name());
      boolean isNumberTaken = targets.isTaken(table.number(), table.name());
      var empty =
          keeps
              ? transaction
                  .definitions()
                  .createHiddenTable(
                      table.name(), isNumberTaken ? null : Long.valueOf(table.number()), table)
              : null;
      transaction.definitions().dropTable(table);
      if (empty != null) {
        transaction.definitions().reveal(transaction.incarnation(empty.tablet()));
      }
    }
  }

  /// Writes the documents of one table, except the first `skipped` ones.
  ///
  /// @return how many are left to skip in the tables that follow
  private long write(TableFile table, TabletId tablet, long skipped, boolean notes)
      throws IOException {
    long left = skipped;
    long number = 0;
    var validator = schema == null ? null : schema.schema().documentValidator(table.name());
    try (var rows = file.rows(table, validator)) {
      var batch = new Batch(table, tablet, notes);
      for (var next = rows.next(); next != null; next = rows.next()) {
        number++;
        if (left > 0) {
          left--;
          continue;
        }
        batch.add(
            number,
            IncomingDocument.of(
                next, number, table.name(), targets.number(table.name()), activeSchema(), targets));
      }
      batch.write();
      return left;
    }
  }

  /// Documents that are written in one transaction.
  private final class Batch {

    private final TableFile table;
    private final TabletId tablet;
    private final boolean notes;
    private final List<IncomingDocument> documents = new ArrayList<>();
    private long first = 1;
    private long bytes;

    Batch(TableFile table, TabletId tablet, boolean notes) {
      this.table = table;
      this.tablet = tablet;
      this.notes = notes;
    }

    void add(long number, IncomingDocument document) {
      if (documents.isEmpty()) {
        first = number;
      }
      documents.add(document);
      bytes += document.fields().size();
      if (documents.size() >= BATCH_DOCUMENTS || bytes >= BATCH_BYTES) {
        write();
      }
    }

    void write() {
      if (documents.isEmpty()) {
        return;
      }
      var _ = changes.make(this::write);
      long before = written;
      written += documents.size();
      documents.clear();
      bytes = 0;
      if (!notes && before / PROGRESS_EVERY != written / PROGRESS_EVERY) {
        var _ =
            changes.make(transaction -> {
              note(transaction, table.name(), written);
              return row;
            });
      }
    }

    private ImportRow write(Transaction transaction) {
      var target = transaction.incarnation(tablet);
      var next = notes ? nextSchema.check(transaction) : null;
      long number = first;
      var ids = new ArrayList<DocumentId>(documents.size());
      for (var document : documents) {
        var id = document.idIn(target.number(), table.name(), row.id(), number++);
        ids.add(id);
        try {
          transaction.insert(target, id, document.creationTime(), document.fields());
        } catch (IllegalArgumentException e) {
          throw new InvalidImportException(
              "Objects in table \"%s\" have duplicate _id fields".formatted(table.name()));
        }
        if (next != null) {
          next.written(table.name(), document.fields());
        }
      }
      if (notes) {
        checkLive(transaction);
        noteAppended(transaction, table.name(), written + documents.size(), ids);
      }
      return row;
    }

    private void checkLive(Transaction transaction) {
      var live = transaction.table(table.name());
      if (live == null || !live.tablet().equals(tablet)) {
        throw new InvalidImportException(
            "Table %s was replaced while the import was running.".formatted(table.name()));
      }
      if (!isActive(transaction)) {
        throw new InvalidImportException(
            "The schema changed while the import was running. Nothing was imported; run the import"
                + " again.");
      }
    }
  }

  private void noteAppended(
      Transaction transaction, String table, long count, List<DocumentId> ids) {
    AppendedDocuments.add(transaction, row.id(), count, table, ids);
    note(transaction, table, count);
  }

  private void note(Transaction transaction, String table, long count) {
    row.move(
        transaction,
        new ImportRow.State.InProgress(
            "Importing %s (%,d documents)".formatted(table, count), done, count));
  }
}
