package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one transaction of an unfinished import has appended, so that it can be removed again even
/// if the imported file is gone.
///
/// The record's id is a hash of the import and of how many documents there were with these, which
/// [ImportRow] says of the newest record.
///
/// @param table of the documents
public record AppendedDocuments(Document row, String table, List<DocumentId> ids) {

  private static final int REMOVED_AT_ONCE = 100;
  private static final String IMPORT = "import";

  public AppendedDocuments {
    ids = List.copyOf(ids);
  }

  /// Notes what the transaction appends.
  ///
  /// @param count of all documents that the import has appended, with these
  public static void add(
      Transaction transaction,
      DocumentId importId,
      long count,
      String table,
      List<DocumentId> ids) {
    var rows = SystemTable.APPENDED_DOCUMENTS.existing(transaction);
    var texts = ids.stream().map(id -> (Value) new Value.Text(id.toString())).toList();
    var fields =
        new Fields()
            .with(IMPORT, importId.toString())
            .with("table", table)
            .with("ids", new Value.Array(texts))
            .map();
    var id = new DocumentId(rows.number(), id(importId, count));
    var _ = transaction.insert(rows, id, null, Value.Obj.of(fields));
  }

  /// What the transaction appended with which there were `count` documents, or null.
  public static @Nullable AppendedDocuments find(
      Transaction transaction, DocumentId importId, long count) {
    var rows = transaction.table(SystemTable.APPENDED_DOCUMENTS.tableName());
    var row =
        rows == null
            ? null
            : transaction.get(rows, new DocumentId(rows.number(), id(importId, count)));
    if (row == null) {
      return null;
    }
    var ids =
        row.value().get("ids") instanceof Value.Array(var items)
            ? items.stream().map(id -> DocumentId.parse(((Value.Text) id).value())).toList()
            : List.<DocumentId>of();
    return new AppendedDocuments(row, Fields.text(row, "table"), ids);
  }

  /// Removes the note.
  public void forget(Transaction transaction) {
    SystemTable.APPENDED_DOCUMENTS.delete(transaction, row);
  }

  /// Removes some notes of imports that are over.
  ///
  /// @return whether there may be more
  public static boolean forgetFinished(Transaction transaction) {
    var finished =
        SystemTable.APPENDED_DOCUMENTS.oldest(transaction, REMOVED_AT_ONCE).stream()
            .filter(row -> isOver(transaction, DocumentId.parse(Fields.text(row, IMPORT))))
            .toList();
    finished.forEach(row -> SystemTable.APPENDED_DOCUMENTS.delete(transaction, row));
    return !finished.isEmpty();
  }

  private static boolean isOver(Transaction transaction, DocumentId importId) {
    var row = ImportRow.find(transaction, importId);
    return row == null || !row.isUnfinished();
  }

  private static InternalId id(DocumentId importId, long count) {
    try {
      byte[] text = "%s|%d".formatted(importId, count).getBytes(StandardCharsets.US_ASCII);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return new InternalId(Arrays.copyOf(hash, InternalId.BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
