package dev.jensen.backend.scheduling;

import dev.jensen.backend.index.IndexId;
import dev.jensen.backend.log.WriteSet;
import dev.jensen.backend.model.TimeQueue;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;
import dev.jensen.value.IndexKey;
import dev.jensen.value.InternalId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the entries of one queue when they are due, the earliest first and some at once, each as
/// long as it takes.
///
/// One thread reads the queue in pages and waits for a free place before it takes an entry, so a
/// backlog of any length costs one page of memory. It goes on where it stopped: what lies before
/// was either taken or is not there. A commit or the end of a task may put something there again;
/// both note the earliest place that they touched, and the next look begins there.
///
/// Whoever takes an entry has removed or moved it when it ends; else it is taken again.
///
/// Thread-safe.
final class DueWork implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DueWork.class);
  private static final int PAGE = 64;

  /// The wall clock may be set, so nobody relies on it for longer.
  private static final Duration WAIT_MAX = Duration.ofSeconds(1);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration CLOSING_MAX = Duration.ofSeconds(5);

  private final World world;
  private final Database database;
  private final TimeQueue queue;
  private final int atOnce;
  private final Consumer<InternalId> task;
  private final IndexId index;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by lock.
  private final Set<InternalId> taken = new HashSet<>();
  private IndexKey position = IndexKey.FIRST;
  private @Nullable IndexKey touched;
  private boolean closed;

  /// Starts taking entries.
  ///
  /// @param atOnce how many may be taken at the same time
  /// @param task what to do with one; blocks until that is done
  DueWork(World world, Database database, TimeQueue queue, int atOnce, Consumer<InternalId> task) {
    this.world = world;
    this.database = database;
    this.queue = queue;
    this.atOnce = atOnce;
    this.task = task;
    try (var transaction = database.begin()) {
      this.index = queue.index(transaction);
    }
    database.listen(this::committed);
    world.listen(this::lookAgain);
    this.thread = world.start("due-work", this::run);
  }

  private void committed(List<WriteSet> commits) {
    for (var commit : commits) {
      var keys = commit.keys().get(index.uuid());
      if (keys != null && !keys.isEmpty()) {
        touch(keys.getFirst());
      }
    }
  }

  private void touch(IndexKey key) {
    lock.lock();
    try {
      touched = touched == null || key.compareTo(touched) < 0 ? key : touched;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Something may be due that was not.
  private void lookAgain() {
    lock.lock();
    try {
      touched = touched == null ? position : touched;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!isClosed()) {
        var found = look();
        for (var entry : found.due()) {
          take(entry);
        }
        if (found.due().isEmpty()) {
          await(found.next());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!isClosed()) {
        LOG.error("scheduled functions are no longer run", e);
      }
    }
  }

  /// What one look at the queue found.
  ///
  /// @param next when the first entry is due that is not due yet, or null if there is none
  private record Found(List<TimeQueue.Entry> due, @Nullable Instant next) {}

  private Found look() {
    var start = start();
    var now = world.now();
    List<TimeQueue.Entry> page;
    try (var transaction = database.begin()) {
      page = queue.read(transaction, start, PAGE);
    }
    var due = page.stream().takeWhile(entry -> !entry.time().isAfter(now)).toList();
    boolean isPageDue = due.size() == PAGE;
    goOn(isPageDue ? due.getLast().key().next() : later(start, TimeQueue.keyAt(now)));
    return new Found(due, due.size() < page.size() ? page.get(due.size()).time() : null);
  }

  /// Where to look next. What is committed from now on is noted anew, because the look may miss it.
  private IndexKey start() {
    lock.lock();
    try {
      var start = touched == null || position.compareTo(touched) < 0 ? position : touched;
      touched = null;
      return start;
    } finally {
      lock.unlock();
    }
  }

  private void goOn(IndexKey next) {
    lock.lock();
    try {
      position = next;
    } finally {
      lock.unlock();
    }
  }

  private static IndexKey later(IndexKey a, IndexKey b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /// Starts the task of `entry` when there is a free place, unless it is going on already.
  private void take(TimeQueue.Entry entry) throws InterruptedException {
    lock.lock();
    try {
      while (taken.size() >= atOnce && !closed) {
        changed.await();
      }
      if (closed || !taken.add(entry.id())) {
        return;
      }
    } finally {
      lock.unlock();
    }
    var _ = world.start("due-task", () -> perform(entry));
  }

  private void perform(TimeQueue.Entry entry) {
    try {
      // The look may have been before the last task of this entry ended.
      if (isDue(entry.id())) {
        task.accept(entry.id());
      }
    } catch (RuntimeException e) {
      if (!isClosed()) {
        LOG.error("a scheduled function could not be run; it is tried again", e);
        world.sleep(PAUSE_AFTER_FAILURE);
      }
    } finally {
      giveBack(entry);
    }
  }

  private boolean isDue(InternalId id) {
    try (var transaction = database.begin()) {
      return queue.isDue(transaction, id, world.now());
    }
  }

  private void giveBack(TimeQueue.Entry entry) {
    lock.lock();
    try {
      taken.remove(entry.id());
      touch(entry.key());
    } finally {
      lock.unlock();
    }
  }

  private void await(@Nullable Instant next) throws InterruptedException {
    lock.lock();
    try {
      long left = waitNanos(next);
      while (touched == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private long waitNanos(@Nullable Instant next) {
    var wait = next == null ? WAIT_MAX : Duration.between(world.now(), next);
    return wait.compareTo(WAIT_MAX) < 0 ? wait.toNanos() : WAIT_MAX.toNanos();
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Takes nothing more, and gives what was taken a while to end.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      long left = CLOSING_MAX.toNanos();
      while (!taken.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    World.join(List.of(thread));
  }
}
