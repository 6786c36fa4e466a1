package dev.jensen.backend.system;

import dev.jensen.backend.model.ExportRow;
import dev.jensen.backend.model.ImportRow;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;

/// How far exports and imports are (`spec/deploy-api.md` §§14–15).
final class Snapshots {

  private static final int LISTED = 20;

  private Snapshots() {}

  static Value latestExport(Transaction transaction) {
    var newest = ExportRow.newest(transaction);
    return newest == null ? new Value.Null() : newest.toValue();
  }

  static Value importRow(Transaction transaction, String id) {
    var parsed = DocumentId.parseOrNull(id);
    var row = parsed == null ? null : ImportRow.find(transaction, parsed);
    return row == null ? new Value.Null() : row.toValue();
  }

  static Value imports(Transaction transaction) {
    return new Value.Array(
        ImportRow.newest(transaction, LISTED).stream().map(row -> (Value) row.toValue()).toList());
  }
}
