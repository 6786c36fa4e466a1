package dev.jensen.backend.transaction;

import dev.jensen.backend.world.World;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs small transactions until they commit, for work in the background that nobody would begin
/// again: what became of a function must be recorded, however busy the server is.
public record Changes(World world, Database database) {

  private static final Duration PAUSE = Duration.ofMillis(100);

  /// Runs `change` until it commits, and returns what it returned.
  ///
  /// @throws dev.jensen.backend.storage.StorageException as [Database#commit] does
  public <T extends @Nullable Object> T make(Function<Transaction, T> change) {
    while (true) {
      try {
        return database.transact(change);
      } catch (TooManyWritesException e) {
        world.sleep(PAUSE);
      }
    }
  }
}
