package dev.jensen.backend.deployment;

import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Transaction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs changes of the deployment until they commit.
final class Commits {

  private final Database database;

  Commits(Database database) {
    this.database = database;
  }

  /// Runs `change` in a transaction, again after each conflict, and returns what it returned.
  ///
  /// @throws DeploymentException if every attempt conflicted
  <T extends @Nullable Object> T change(Function<Transaction, T> change) {
    for (int i = 0; i < Limits.ATTEMPTS_MAX; i++) {
      try (var transaction = database.begin()) {
        var result = change.apply(transaction);
        if (database.commit(transaction) instanceof CommitOutcome.Committed) {
          return result;
        }
      }
    }
    throw DeploymentException.race(
        "OptimisticConcurrencyControlFailure",
        "The deployment keeps changing; the change could not be made in %d attempts."
            .formatted(Limits.ATTEMPTS_MAX));
  }

  /// Runs `question` at the newest snapshot.
  <T extends @Nullable Object> T read(Function<Transaction, T> question) {
    try (var transaction = database.begin()) {
      return question.apply(transaction);
    }
  }
}
