package dev.jensen.backend.archive;

import dev.jensen.backend.model.AppendedDocuments;
import dev.jensen.backend.model.ImportRow;
import dev.jensen.backend.model.ImportRow.State;
import dev.jensen.backend.model.StoredFile;
import dev.jensen.backend.transaction.Changes;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Removes what a failed import has appended, the newest first; only then the import counts as
/// failed.
///
/// All that it needs is in the database, so it can go on after a stop of the server, and where the
/// imported file is gone.
record AppendUndo(Changes changes, DocumentId importId) {

  /// However large they have become, so many fit into a transaction.
  private static final int REMOVED_AT_ONCE = 10;

  /// Does nothing unless the import is to be undone.
  void run() {
    while (true) {
      var last = changes.database().<@Nullable AppendedDocuments>read(this::last);
      if (last != null) {
        remove(last);
      }
      if (!changes.make(transaction -> stepBack(transaction, last))) {
        return;
      }
    }
  }

  private @Nullable AppendedDocuments last(Transaction transaction) {
    var row = ImportRow.find(transaction, importId);
    return row != null && row.state() instanceof State.Undoing(_, _, var written)
        ? AppendedDocuments.find(transaction, importId, written)
        : null;
  }

  private void remove(AppendedDocuments appended) {
    for (int i = 0; i < appended.ids().size(); i += REMOVED_AT_ONCE) {
      int end = Math.min(i + REMOVED_AT_ONCE, appended.ids().size());
      var some = appended.ids().subList(i, end);
      changes.<@Nullable Void>make(transaction -> {
        remove(transaction, appended.table(), some);
        return null;
      });
    }
  }

  private static void remove(Transaction transaction, String table, List<DocumentId> ids) {
    var live = transaction.table(table);
    for (var id : ids) {
      if (live == null || live.number() != id.tableNumber()) {
        continue;
      }
      if (table.equals(StoredFile.TABLE)) {
        var file = StoredFile.find(transaction, id);
        if (file != null) {
          file.delete(transaction);
        }
      } else {
        var document = transaction.get(live, id);
        if (document != null) {
          transaction.delete(live, document);
        }
      }
    }
  }

  /// Notes that `last` is removed, or that everything is.
  ///
  /// @return whether there is more to remove
  private boolean stepBack(Transaction transaction, @Nullable AppendedDocuments last) {
    var row = ImportRow.find(transaction, importId);
    if (row == null || !(row.state() instanceof State.Undoing(var why, var done, var written))) {
      return false;
    }
    if (last == null) {
      row.move(transaction, new State.Failed(why));
      return false;
    }
    last.forget(transaction);
    row.move(transaction, new State.Undoing(why, done, written - last.ids().size()));
    return true;
  }
}
