package dev.jensen.backend.file;

import dev.jensen.backend.model.StoredFile;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;
import dev.jensen.wire.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes, in the background, contents that belong to no file: of deleted files, of transactions
/// that did not commit, of a crash between content and transaction.
///
/// A content may be young because its transaction is yet to come, so it is left alone for [#GRACE].
/// One that belongs to no file at the newest snapshot may still belong to one at an older snapshot,
/// say of an export. As nothing comes back, it is enough to remember that snapshot and to wait
/// until nobody can read an older one. What is remembered is lost when the server stops; then the
/// wait begins again.
public final class OrphanSweep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

  /// Much longer than any transaction takes.
  static final Duration GRACE = Duration.ofHours(1);

  private static final Duration EVERY = Duration.ofMinutes(10);

  /// Of orphans that are remembered; the others wait until these are gone.
  private static final int REMEMBERED_MAX = 100_000;

  private final Database database;
  private final BlobStore blobs;
  private final CountDownLatch closed = new CountDownLatch(1);

  private List<Thread> threads = List.of();

  /// The newest snapshot when each orphan was first seen to be one.
  private Map<BlobKey, Timestamp> orphans = new HashMap<>();

  OrphanSweep(Database database, BlobStore blobs) {
    this.database = database;
    this.blobs = blobs;
  }

  /// Begins to sweep until it is closed.
  public static OrphanSweep start(World world, Database database, BlobStore blobs) {
    var sweep = new OrphanSweep(database, blobs);
    sweep.threads = List.of(world.start("orphan-sweep", sweep::run));
    return sweep;
  }

  private void run() {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        sweepOrLog();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweepOrLog() {
    try {
      sweep();
    } catch (IOException | RuntimeException e) {
      if (closed.getCount() > 0) {
        LOG.error("contents of deleted files cannot be removed; trying again later", e);
      }
    }
  }

  /// Looks at every blob once. Called by one thread.
  void sweep() throws IOException {
    var still = new HashMap<BlobKey, Timestamp>();
    blobs.each(blob -> {
      boolean isOld = blob.age().compareTo(GRACE) > 0;
      if (isOld && closed.getCount() > 0 && still.size() < REMEMBERED_MAX) {
        look(blob.key(), still);
      }
    });
    orphans = still;
  }

  private void look(BlobKey key, Map<BlobKey, Timestamp> still) {
    var since = orphans.get(key);
    if (since == null) {
      try (var transaction = database.begin()) {
        if (!StoredFile.isUsed(transaction, key.file(), key.text())) {
          still.put(key, transaction.begin());
        }
      }
    } else if (database.oldestReadable().compareTo(since) >= 0) {
      delete(key);
    } else {
      still.put(key, since);
    }
  }

  private void delete(BlobKey key) {
    try {
      blobs.delete(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until it has stopped.
  @Override
  public void close() {
    closed.countDown();
    World.join(threads);
  }
}
