package dev.jensen.backend.scheduling;

import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.TooManyWritesException;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs small transactions until they commit: what became of a function must be recorded, however
/// busy the server is.
record Changes(World world, Database database) {

  private static final Duration PAUSE = Duration.ofMillis(100);

  /// Runs `change`, again after each conflict, and returns what it returned.
  <T extends @Nullable Object> T make(Function<Transaction, T> change) {
    while (true) {
      try (var transaction = database.begin()) {
        var result = change.apply(transaction);
        if (database.commit(transaction) instanceof CommitOutcome.Committed) {
          return result;
        }
      } catch (TooManyWritesException e) {
        world.sleep(PAUSE);
      }
    }
  }

  /// Runs `question` at the newest snapshot.
  <T extends @Nullable Object> T read(Function<Transaction, T> question) {
    try (var transaction = database.begin()) {
      return question.apply(transaction);
    }
  }
}
