package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.world.World;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The worker processes for actions: none until the first action comes, then as many as are busy.
///
/// Thread-safe.
final class ActionWorkers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ActionWorkers.class);

  /// How many actions share a process at most, each with up to 20 MB for its isolate.
  private static final int SHARING_MAX = 32;

  /// How many share a process before the next one is started.
  private static final int CROWD = 4;

  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  private final World world;
  private final JavaScriptOptions options;
  private final LaunchedProcesses launched;
  private final Path directory;
  private final FunctionRuntime runtime;
  private final AtomicInteger sockets = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();

  // Guarded by lock.
  private final List<ActionWorker> workers = new ArrayList<>();
  private String newest = "";
  private boolean starting;
  private boolean closed;

  /// @param directory for sockets
  /// @param runtime runs what actions call
  ActionWorkers(
      World world,
      JavaScriptOptions options,
      LaunchedProcesses launched,
      Path directory,
      FunctionRuntime runtime) {
    this.world = world;
    this.options = options;
    this.launched = launched;
    this.directory = directory;
    this.runtime = runtime;
  }

  /// Runs one action to its end; blocks.
  ///
  /// @throws OverloadedException if no process had room for it in time
  Execution run(PreparedCode prepared, Results results, Syscalls syscalls) {
    long asked = world.nanoTime();
    var call = new ActionCall(world, results, syscalls, runtime, asked);
    var worker = room(prepared);
    try {
      return call.run(worker);
    } finally {
      leave(worker);
    }
  }

  /// Process ids of the workers that are up.
  List<Long> pids() {
    lock.lock();
    try {
      return workers.stream().map(ActionWorker::pid).toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      workers.forEach(ActionWorker::kill);
      workers.clear();
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private ActionWorker room(PreparedCode prepared) {
    String version = prepared.code().version();
    lock.lock();
    try {
      long patience = options.waitMax().toNanos();
      while (true) {
        if (closed) {
          throw new IllegalStateException("the runtime is closed");
        }
        var least = leastLoaded(version);
        int mine = (int) workers.stream().filter(worker -> worker.isFor(version)).count();
        if (mine < options.workers() && !starting && (least == null || least.load() >= CROWD)) {
          startAnother(prepared);
        }
        if (least != null && least.load() < SHARING_MAX) {
          newest = version;
          least.reserve();
          return least;
        }
        if (patience <= 0) {
          throw new OverloadedException(
              "Too many actions are running at once. Try again in a moment.");
        }
        patience = await(patience);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a change; [#room] looks again.
  @SuppressWarnings("WaitNotInLoop")
  private long await(long nanos) {
    try {
      return left.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OverloadedException("The action was cancelled before it began.");
    }
  }

  private @Nullable ActionWorker leastLoaded(String version) {
    return workers.stream()
        .filter(worker -> worker.isFor(version))
        .min(Comparator.comparingInt(ActionWorker::load))
        .orElse(null);
  }

  private void startAnother(PreparedCode prepared) {
    starting = true;
    world.start(
        "action-worker-start",
        () -> {
          ActionWorker started = null;
          try {
            var socket = directory.resolve("a%d".formatted(sockets.incrementAndGet()));
            started = ActionWorker.start(world, options, launched, socket, prepared, this::lost);
          } catch (UncheckedIOException | WorkerLostException | IllegalStateException e) {
            failed(e);
          } finally {
            joined(started);
          }
        });
  }

  private void failed(RuntimeException failure) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
    } finally {
      lock.unlock();
    }
    LOG.error("a worker process for actions did not start", failure);
    world.sleep(AFTER_FAILURE);
  }

  private void joined(@Nullable ActionWorker started) {
    lock.lock();
    try {
      starting = false;
      if (started != null && closed) {
        started.kill();
      } else if (started != null && !started.isLost()) {
        workers.add(started);
      }
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void lost(ActionWorker worker) {
    lock.lock();
    try {
      workers.remove(worker);
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Gives a place back; ends processes that nothing will be sent to any more.
  private void leave(ActionWorker worker) {
    lock.lock();
    try {
      worker.release();
      for (var other : List.copyOf(workers)) {
        if (other.load() == 0 && !other.isFor(newest)) {
          workers.remove(other);
          other.kill();
        }
      }
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
