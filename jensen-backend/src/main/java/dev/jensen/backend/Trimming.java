package dev.jensen.backend;

import dev.jensen.backend.storage.StorageException;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the past in the background, as fast as it grows.
final class Trimming implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Trimming.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Database database;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  Trimming(World world, Database database) {
    this.database = database;
    this.thread = world.start("trimming", this::run);
  }

  private void run() {
    try {
      boolean isMore = true;
      while (!closed.await(isMore ? 0 : PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        isMore = database.trim();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StorageException e) {
      LOG.error("old revisions are no longer removed: {}", e.getMessage());
    }
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
