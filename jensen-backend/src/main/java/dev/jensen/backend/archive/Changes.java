package dev.jensen.backend.archive;

import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Transaction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs small transactions until they commit: nobody else holds on to what they touch for long.
record Changes(Database database) {

  /// Runs `change`, again after each conflict, and returns what it returned.
  <T extends @Nullable Object> T make(Function<Transaction, T> change) {
    while (true) {
      try (var transaction = database.begin()) {
        var result = change.apply(transaction);
        if (database.commit(transaction) instanceof CommitOutcome.Committed) {
          return result;
        }
      }
    }
  }
}
