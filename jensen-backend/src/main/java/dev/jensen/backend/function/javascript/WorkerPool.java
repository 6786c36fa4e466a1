package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The worker processes: as many as may run at once, and spares that take the place of one that
/// dies.
///
/// A process has one purpose all its life, a code version or evaluation. When one is needed for
/// another purpose and none is unused, one that had nothing to do for the longest time is replaced.
///
/// Thread-safe. Calls that find no worker free wait in the order in which they came.
final class WorkerPool implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  /// The purpose of workers that evaluate modules and build snapshots of them.
  static final String EVALUATION = "evaluation";

  private static final Duration WATCH_EVERY = Duration.ofMillis(200);

  private final World world;
  private final JavaScriptOptions options;
  private final Path directory;
  private final Semaphore slots;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger sockets = new AtomicInteger();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition workerIdle = lock.newCondition();
  // Guarded by lock.
  private final List<WorkerProcess> idle = new ArrayList<>();
  private final Set<WorkerProcess> all = new HashSet<>();
  private int starting;
  private int failuresInARow;
  private boolean closed;

  WorkerPool(World world, JavaScriptOptions options) {
    this.world = world;
    this.options = options;
    this.slots = new Semaphore(options.workers(), true);
    this.directory = temporaryDirectory();
    refill();
    world.start("worker-watch", this::watch);
  }

  /// Takes a worker out of the pool.
  ///
  /// @param purpose a code version, or [#EVALUATION]
  /// @throws OverloadedException if none became free in time
  WorkerProcess take(String purpose) {
    if (waiting.incrementAndGet() > options.queueMax() + options.workers()) {
      waiting.decrementAndGet();
      throw overloaded();
    }
    try {
      long deadline = world.nanoTime() + options.waitMax().toNanos();
      if (!slots.tryAcquire(options.waitMax().toNanos(), TimeUnit.NANOSECONDS)) {
        throw overloaded();
      }
      return takeIdle(purpose, deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw overloaded();
    } finally {
      waiting.decrementAndGet();
    }
  }

  /// Gives a worker back that is in order.
  void give(WorkerProcess worker) {
    lock.lock();
    try {
      if (closed) {
        worker.kill();
        return;
      }
      idle.addLast(worker);
      workerIdle.signal();
    } finally {
      lock.unlock();
      slots.release();
    }
  }

  /// Kills a taken worker and puts another in its place.
  void discard(WorkerProcess worker) {
    worker.kill();
    lock.lock();
    try {
      all.remove(worker);
    } finally {
      lock.unlock();
      slots.release();
    }
    refill();
  }

  /// A directory for files that workers share, deleted with the pool.
  Path directory() {
    return directory;
  }

  /// Process ids of the workers that are up.
  List<Long> pids() {
    lock.lock();
    try {
      return all.stream().map(WorkerProcess::pid).toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      all.forEach(WorkerProcess::kill);
      all.clear();
      idle.clear();
      workerIdle.signalAll();
    } finally {
      lock.unlock();
    }
    deleteDirectory();
  }

  private WorkerProcess takeIdle(String purpose, long deadline) throws InterruptedException {
    boolean taken = false;
    lock.lock();
    try {
      for (; ; ) {
        if (closed) {
          throw new IllegalStateException("the worker pool is closed");
        }
        WorkerProcess worker = best(purpose);
        if (worker != null) {
          taken = true;
          worker.use(purpose);
          return worker;
        }
        long left = deadline - world.nanoTime();
        if (left <= 0 || workerIdle.awaitNanos(left) <= 0) {
          throw overloaded();
        }
      }
    } finally {
      lock.unlock();
      if (!taken) {
        slots.release();
      }
    }
  }

  /// Removes an idle worker that may be used for `purpose` from the list. If there is none, one
  /// that is used for something else is on its way out, and null returned.
  private @Nullable WorkerProcess best(String purpose) {
    dropDead();
    for (int i = 0; i < idle.size(); i++) {
      if (idle.get(i).isFor(purpose)) {
        return idle.remove(i);
      }
    }
    for (int i = 0; i < idle.size(); i++) {
      if (idle.get(i).isUnused()) {
        return idle.remove(i);
      }
    }
    if (!idle.isEmpty() && starting == 0) {
      var replaced = idle.removeFirst();
      all.remove(replaced);
      replaced.kill();
      refill();
    }
    return null;
  }

  private void dropDead() {
    boolean dropped = false;
    for (var workers = idle.iterator(); workers.hasNext(); ) {
      WorkerProcess worker = workers.next();
      if (!worker.isAlive()) {
        workers.remove();
        all.remove(worker);
        dropped = true;
      }
    }
    if (dropped) {
      world.start("worker-refill", this::refill);
    }
  }

  private void refill() {
    lock.lock();
    try {
      while (!closed && all.size() + starting < options.workers() + options.spares()) {
        starting++;
        world.start("worker-start", this::startOne);
      }
    } finally {
      lock.unlock();
    }
  }

  private void startOne() {
    WorkerProcess worker = null;
    try {
      worker =
          WorkerProcess.start(world, options, directory.resolve("w" + sockets.incrementAndGet()));
    } catch (UncheckedIOException | WorkerLostException | IllegalStateException e) {
      if (isClosed()) {
        return;
      }
      LOG.error("a worker process did not start", e);
    }
    int failures = admit(worker);
    if (worker == null) {
      world.sleep(Duration.ofMillis(Math.min(100L << Math.min(failures, 6), 5000)));
      refill();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Puts a started worker to use; returns how many starts failed in a row.
  private int admit(@Nullable WorkerProcess worker) {
    lock.lock();
    try {
      starting--;
      if (worker == null) {
        return ++failuresInARow;
      }
      failuresInARow = 0;
      if (closed) {
        worker.kill();
        return 0;
      }
      all.add(worker);
      idle.addLast(worker);
      workerIdle.signal();
      return 0;
    } finally {
      lock.unlock();
    }
  }

  /// Replaces workers that died while idle, and kills those that stopped answering.
  private void watch() {
    while (watchOnce()) {
      world.sleep(WATCH_EVERY);
    }
  }

  private boolean watchOnce() {
    lock.lock();
    try {
      dropDead();
      long now = world.nanoTime();
      all.forEach(worker -> worker.killIfOverdue(now));
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private OverloadedException overloaded() {
    return new OverloadedException(
        "Too many functions are running at once. Try again in a moment.");
  }

  private static Path temporaryDirectory() {
    try {
      // Not in the data directory: paths of Unix sockets are limited to about 100 bytes.
      return Files.createTempDirectory("jensen");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void deleteDirectory() {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      LOG.debug("deleting {}", directory, e);
    }
  }
}
