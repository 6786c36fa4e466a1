package dev.jensen.backend.archive;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.file.Sha256MismatchException;
import dev.jensen.backend.index.TabletId;
import dev.jensen.backend.model.ImportRequest.Mode;
import dev.jensen.backend.model.StoredFile;
import dev.jensen.backend.transaction.Changes;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Stores the stored files that one import brings (`spec/values-and-data.md` §15.3), one
/// transaction for each. They keep their ids and URLs.
///
/// Contents of files that are not there in the end belong to nobody and go like any such content.
final class FileImport {

  private final Changes changes;
  private final FileStorage files;
  private final ImportFile file;

  FileImport(Changes changes, FileStorage files, ImportFile file) {
    this.changes = changes;
    this.files = files;
    this.file = file;
  }

  /// Told of each file in its transaction.
  interface Noting {

    /// Notes a file.
    ///
    /// @param count of all files that are there, with this one
    void note(Transaction transaction, DocumentId id, long count);
  }

  /// What it would do, or null if the import brings no stored files.
  static ImportPlan.@Nullable Change plan(Transaction transaction, Mode mode, ImportFile file)
      throws IOException {
    var table = transaction.table(StoredFile.TABLE);
    long existing = table == null ? 0 : transaction.count(table);
    long created = 0;
    try (var rows = file.files()) {
      if (rows == null) {
        return null;
      }
      if (mode == Mode.REQUIRE_EMPTY && existing > 0) {
        throw ImportRun.exists(StoredFile.TABLE);
      }
      for (var row = rows.next(); row != null; row = rows.next()) {
        created++;
        var _ = IncomingFile.of(row, file);
      }
    }
    if (created < file.contents()) {
      throw new InvalidImportException(
          "_storage holds %d contents, but _storage/documents.jsonl describes only %d of them"
              .formatted(file.contents(), created));
    }
    long deleted = mode == Mode.APPEND ? 0 : existing;
    return new ImportPlan.Change(StoredFile.TABLE, created, deleted, existing);
  }

  /// Makes hidden tables for the files, none if there are no files.
  ///
  /// @return which incarnations they are, by name
  Map<String, TabletId> hide() throws IOException {
    try (var rows = file.files()) {
      if (rows == null) {
        return Map.of();
      }
    }
    return changes.make(transaction -> {
      var tables = StoredFile.Tables.hidden(transaction);
      var tablets = new LinkedHashMap<String, TabletId>();
      tables.all().forEach(table -> tablets.put(table.name(), table.tablet()));
      return tablets;
    });
  }

  /// Stores the files in hidden tables.
  ///
  /// @param hidden what [#hide] returned
  /// @return how many there are
  long storeHidden(Map<String, TabletId> hidden, Noting noting) throws IOException {
    return store(
        transaction ->
            StoredFile.Tables.of(
                name -> transaction.incarnation(Objects.requireNonNull(hidden.get(name)))),
        0,
        noting);
  }

  /// Stores the files, except the first `skipped` ones, among those that everybody reads.
  ///
  /// @return how many there are, the skipped ones included
  long append(long skipped, Noting noting) throws IOException {
    return store(StoredFile.Tables::live, skipped, noting);
  }

  private long store(Function<Transaction, StoredFile.Tables> tables, long skipped, Noting noting)
      throws IOException {
    long count = 0;
    try (var rows = file.files()) {
      for (var row = next(rows); row != null; row = next(rows)) {
        count++;
        if (count > skipped) {
          long now = count;
          var incoming = IncomingFile.of(row, file);
          var received = receive(incoming);
          var _ =
              changes.make(transaction -> {
                insert(transaction, received, incoming, tables.apply(transaction));
                noting.note(transaction, incoming.id(), now);
                return received;
              });
        }
      }
    }
    return count;
  }

  private static Value.@Nullable Obj next(@Nullable Rows rows) throws IOException {
    return rows == null ? null : rows.next();
  }

  private StoredFile receive(IncomingFile incoming) throws IOException {
    try (var content = file.open(incoming.content())) {
      return files.receive(
          incoming.id(), incoming.url(), content, incoming.contentType(), incoming.sha256());
    } catch (Sha256MismatchException e) {
      throw new InvalidImportException(
          "The content of the stored file %s is not what it was: %s"
              .formatted(incoming.id(), e.getMessage()));
    }
  }

  private static void insert(
      Transaction transaction,
      StoredFile received,
      IncomingFile incoming,
      StoredFile.Tables tables) {
    try {
      received.insert(transaction, tables, incoming.creationTime());
    } catch (IllegalArgumentException e) {
      throw new InvalidImportException(
          "The stored file %s, or its internalId, is there already".formatted(incoming.id()));
    }
  }
}
