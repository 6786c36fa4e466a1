package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Remembered;
import dev.jensen.backend.transaction.Transaction;
import java.util.Optional;

/// The schema of the newest unfinished push, if there is one. Every write asks for it.
///
/// Thread-safe.
public final class NextSchema {

  private final Remembered<Optional<StoredSchema>> next;

  public NextSchema(Database database) {
    var parsed = new ParsedSchema();
    this.next =
        new Remembered<>(
            database, transaction -> Optional.ofNullable(StoredSchema.next(transaction, parsed)));
  }

  /// Watches the writes of `transaction`.
  public NextSchemaCheck check(Transaction transaction) {
    return new NextSchemaCheck(transaction, next.in(transaction).orElse(null));
  }
}
