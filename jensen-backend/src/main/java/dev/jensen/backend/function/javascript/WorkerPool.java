package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The worker processes: as many as may run at once, and spares that take the place of one that
/// dies. Each has a thread here that speaks with it and does one job after the other.
///
/// Thread-safe.
final class WorkerPool implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  /// The purpose of workers that evaluate modules and build snapshots of them.
  static final String EVALUATION = "evaluation";

  private static final Duration WATCH_EVERY = Duration.ofMillis(200);

  private final World world;
  private final JavaScriptOptions options;
  private final LaunchedProcesses launched;
  private final Path directory;
  private final JobQueue jobs;
  private final AtomicInteger sockets = new AtomicInteger();
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private volatile boolean closed;

  WorkerPool(World world, JavaScriptOptions options, LaunchedProcesses launched) {
    this.world = world;
    this.options = options;
    this.launched = launched;
    int processes = options.workers() + options.spares();
    this.jobs = new JobQueue(options.workers(), options.queueMax(), processes, options.startMax());
    this.directory = temporaryDirectory();
    for (int place = 1; place <= processes; place++) {
      // A platform thread: it is blocked in the socket whenever the worker runs, and the kernel
      // wakes it directly when the worker answers.
      world.startPlatform("worker-" + place, this::keepFilled);
    }
    world.start("worker-watch", this::watch);
  }

  /// Has a worker do something; blocks until it is done. A task that leaves the worker in a state
  /// nobody should rely on says so with [WorkerProcess#retire].
  ///
  /// @param purpose a code version, or [#EVALUATION]
  /// @throws OverloadedException if no worker became free in time
  <T> T run(String purpose, Function<WorkerProcess, T> task) {
    var job = new WorkerJob<>(purpose, world.nanoTime() + options.waitMax().toNanos(), task);
    jobs.add(job);
    return job.await();
  }

  /// A directory for files that workers share, deleted with the pool.
  Path directory() {
    return directory;
  }

  /// How many calls wait for a worker.
  int waiting() {
    return jobs.waiting();
  }

  /// Process ids of the workers that are up.
  List<Long> pids() {
    return jobs.members().stream().map(WorkerProcess::pid).toList();
  }

  @Override
  public void close() {
    closed = true;
    jobs.close();
    jobs.members().forEach(WorkerProcess::kill);
    deleteDirectory();
  }

  /// Starts one worker after the other, each when the one before has ended.
  private void keepFilled() {
    while (!closed) {
      var worker = start();
      if (worker != null) {
        serve(worker);
      }
    }
  }

  /// Returns null, after a pause, if the process does not come up.
  private @Nullable WorkerProcess start() {
    try {
      var socket = directory.resolve("w" + sockets.incrementAndGet());
      var worker = WorkerProcess.start(world, options, launched, socket);
      failuresInARow.set(0);
      return worker;
    } catch (UncheckedIOException | WorkerLostException | IllegalStateException e) {
      if (!closed) {
        LOG.error("a worker process did not start", e);
        int failures = failuresInARow.incrementAndGet();
        world.sleep(Duration.ofMillis(Math.min(100L << Math.min(failures, 6), 5000)));
      }
      return null;
    }
  }

  private void serve(WorkerProcess worker) {
    jobs.join(worker);
    try {
      for (var job = jobs.next(worker); job != null; job = next(worker)) {
        job.run(worker);
        if (worker.isRetired()) {
          return;
        }
      }
    } catch (WorkerLostException e) {
      LOG.debug("worker {} is lost", worker.pid(), e);
    } catch (IllegalStateException e) {
      LOG.error("worker {} said what nobody expected", worker.pid(), e);
    } finally {
      jobs.leave(worker);
      worker.kill();
    }
  }

  private @Nullable WorkerJob<?> next(WorkerProcess worker) {
    var job = jobs.following(worker);
    if (job != null) {
      return job;
    }
    worker.awaitReady();
    return jobs.next(worker);
  }

  /// Replaces workers that died while idle, and kills those that stopped answering.
  private void watch() {
    while (!closed) {
      long now = world.nanoTime();
      jobs.expire(now);
      jobs.members().forEach(worker -> worker.killIfOverdue(now));
      world.sleep(WATCH_EVERY);
    }
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
