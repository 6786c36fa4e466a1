package dev.jensen.backend.function.javascript;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The processes of a runtime that have not ended, among them those that are not up yet and those
/// that were given up.
///
/// Thread-safe.
final class LaunchedProcesses implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LaunchedProcesses.class);

  /// A killed process ends in milliseconds, on a machine that has time for it.
  private static final int END_SECONDS_MAX = 10;

  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private final ReentrantLock starting = new ReentrantLock();
  private volatile boolean closed;

  /// Starts one.
  ///
  /// @throws IOException if that cannot be, or no more are wanted
  Process start(ProcessBuilder builder) throws IOException {
    starting.lock();
    try {
      if (closed) {
        throw new IOException("the runtime is closed");
      }
      var process = builder.start();
      running.add(process);
      var _ = process.onExit().thenRun(() -> running.remove(process));
      return process;
    } finally {
      starting.unlock();
    }
  }

  /// Whether all of them are meant to end.
  boolean isClosed() {
    return closed;
  }

  /// Kills all of them and waits until they have ended: until then they may write files.
  @Override
  public void close() {
    starting.lock();
    try {
      closed = true;
    } finally {
      starting.unlock();
    }
    running.forEach(Process::destroyForcibly);
    running.forEach(LaunchedProcesses::awaitEnd);
  }

  private static void awaitEnd(Process process) {
    try {
      var _ = process.onExit().get(END_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("worker {} was killed and has not ended", process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
