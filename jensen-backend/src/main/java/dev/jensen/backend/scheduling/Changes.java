package dev.jensen.backend.scheduling;

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

  /// Runs `change` until it commits, and returns what it returned.
  <T extends @Nullable Object> T make(Function<Transaction, T> change) {
    while (true) {
      try {
        return database.transact(change);
      } catch (TooManyWritesException e) {
        world.sleep(PAUSE);
      }
    }
  }
}
