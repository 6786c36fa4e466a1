package dev.jensen.backend;

import dev.jensen.backend.model.SessionRequests;
import dev.jensen.backend.storage.StorageException;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.TooManyWritesException;
import dev.jensen.backend.world.World;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the past in the background, as fast as it grows: old revisions, and what became of
/// clients' requests two weeks ago.
final class Trimming implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Trimming.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  private final World world;
  private final Database database;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  Trimming(World world, Database database) {
    this.world = world;
    this.database = database;
    this.thread = world.start("trimming", this::run);
  }

  private void run() {
    try {
      boolean isMore = true;
      long forgotten = world.nanoTime();
      while (!closed.await(isMore ? 0 : PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        isMore = database.trim();
        long now = world.nanoTime();
        if (now - forgotten > FORGET_EVERY.toNanos() && forgetRequests()) {
          forgotten = now;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StorageException e) {
      LOG.error("old revisions are no longer removed: {}", e.getMessage());
    }
  }

  /// Clients that come back so late are given up.
  ///
  /// @return false if that must be tried again, because the server is too busy
  private boolean forgetRequests() {
    boolean isMore = true;
    while (isMore && closed.getCount() > 0) {
      try (var transaction = database.begin()) {
        isMore = SessionRequests.forget(transaction, world.now());
        database.commit(transaction);
      } catch (TooManyWritesException e) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
