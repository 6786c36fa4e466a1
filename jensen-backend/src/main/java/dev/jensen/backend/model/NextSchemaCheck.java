package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// Watches the writes of one transaction for documents that a push in progress would not accept.
///
/// Such a write succeeds, but the push's schema fails (`spec/deploy-api.md` §9.3). Together with
/// the walk over existing documents this proves that every document fits when a schema becomes
/// active: a transaction that did not see the pending schema read that there was none, so it
/// conflicts.
///
/// Not thread-safe, like the transaction.
public final class NextSchemaCheck {

  private final Transaction transaction;
  private final @Nullable StoredSchema next;
  private boolean failed;

  /// @param next the schema that is on its way, if there is one
  NextSchemaCheck(Transaction transaction, @Nullable StoredSchema next) {
    this.transaction = transaction;
    this.next = next;
    this.failed = next == null || next.state() instanceof StoredSchema.State.Failed;
  }

  /// To be called for each document that was inserted or replaced.
  ///
  /// @param fields without `_id` and `_creationTime`
  public void written(String table, Value.Obj fields) {
    if (failed || next == null) {
      return;
    }
    var validator = next.schema().documentValidator(table);
    var mismatch = validator == null ? null : validator.mismatch(fields, transaction.catalog());
    if (mismatch != null) {
      failed = true;
      var error =
          "New document in table \"%s\" does not match the schema: %s".formatted(table, mismatch);
      next.move(transaction, new StoredSchema.State.Failed(error, table));
    }
  }
}
