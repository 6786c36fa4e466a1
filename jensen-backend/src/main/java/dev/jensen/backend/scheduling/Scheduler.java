package dev.jensen.backend.scheduling;

import dev.jensen.backend.function.Functions;
import dev.jensen.backend.model.CronJobs;
import dev.jensen.backend.model.ScheduledJobs;
import dev.jensen.backend.transaction.Changes;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;
import dev.jensen.value.IndexKey;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs scheduled functions and cron jobs until it is closed, and forgets the old ones.
///
/// Everything it knows is in the database, so the next one goes on where this one stopped.
/// Thread-safe.
public final class Scheduler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  /// How many scheduled functions run at the same time; and as many cron jobs beside them.
  private static final int AT_ONCE = 8;

  private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

  private final World world;
  private final Changes changes;
  private final DueWork jobs;
  private final DueWork crons;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread forgetting;

  /// Starts to run what is due.
  public Scheduler(World world, Database database, Functions functions) {
    this.world = world;
    this.changes = new Changes(world, database);
    changes.<@Nullable Void>make(transaction -> {
      ScheduledJobs.prepare(transaction);
      CronJobs.prepare(transaction);
      return null;
    });
    var calls = new Calls(world, functions);
    this.jobs =
        new DueWork(
            world, database, ScheduledJobs.QUEUE, AT_ONCE, new JobTask(world, changes, calls));
    this.crons =
        new DueWork(world, database, CronJobs.QUEUE, AT_ONCE, new CronTask(world, changes, calls));
    this.forgetting = world.start("forgetting-jobs", this::forget);
  }

  private void forget() {
    try {
      do {
        var next = IndexKey.FIRST;
        while (next != null && closed.getCount() > 0) {
          var start = next;
          next =
              changes.<@Nullable IndexKey>make(
                  transaction -> ScheduledJobs.forget(transaction, start, world.now()));
        }
      } while (!closed.await(FORGET_EVERY.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (closed.getCount() > 0) {
        LOG.error("old scheduled functions are no longer removed", e);
      }
    }
  }

  /// Begins nothing more, and gives what runs a while to end.
  @Override
  public void close() {
    closed.countDown();
    jobs.close();
    crons.close();
    try {
      forgetting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
