package dev.jensen.isolate;

import com.caoccao.javet.interop.V8Runtime;
import dev.jensen.wire.worker.Ending.Cause;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Stops JavaScript that runs too long or takes too much memory.
///
/// One thread looks every few milliseconds while a call is running. The V8 thread calls every
/// method. Code that cannot be interrupted ends the process, with an exit code that tells why.
final class Watchdog {

  /// Exit code when code that ran too long could not be interrupted.
  static final int EXIT_TIME = 87;

  /// Exit code when the process grew too large.
  static final int EXIT_MEMORY = 86;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /// After that many ticks without a call the thread sleeps until the next.
  private static final int QUIET_TICKS_MAX = 100;

  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /// Buffers and what V8 keeps beside its heap; a worker at rest has about 120 MB.
  private static final long RESIDENT_BYTES_MAX = 400L << 20;

  private static final long RESIDENT_BYTES_ABORT = 600L << 20;

  private final Thread thread = new Thread(this::watch, "watchdog");

  // Guarded by this.
  private @Nullable V8Runtime running;
  private long deadline;
  private long startedAt;
  private long usedNanos;
  private long budgetNanos;
  private @Nullable Cause stopped;
  private boolean idle;

  /// Begins to watch, from its own thread.
  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /// Begins the budget of a call.
  synchronized void begin(Duration budget) {
    budgetNanos = budget.toNanos();
    usedNanos = 0;
    stopped = null;
  }

  /// JavaScript is about to run in `runtime`.
  void enter(V8Runtime runtime) {
    boolean wake;
    synchronized (this) {
      startedAt = System.nanoTime();
      deadline = startedAt + budgetNanos - usedNanos;
      running = runtime;
      wake = idle;
      idle = false;
    }
    if (wake) {
      LockSupport.unpark(thread);
    }
  }

  /// JavaScript has returned.
  ///
  /// @return why it was stopped, or null
  synchronized @Nullable Cause leave() {
    usedNanos += System.nanoTime() - startedAt;
    V8Runtime runtime = running;
    running = null;
    if (stopped != null && runtime != null) {
      runtime.cancelTerminateExecution();
    }
    return stopped;
  }

  /// The running JavaScript waits for the server.
  ///
  /// @return where it runs, for [#enter]
  synchronized V8Runtime suspend() {
    V8Runtime runtime = running;
    if (runtime == null) {
      throw new IllegalStateException("no JavaScript is running");
    }
    usedNanos += System.nanoTime() - startedAt;
    running = null;
    return runtime;
  }

  /// How long JavaScript ran since [#begin].
  synchronized long usedNanos() {
    return usedNanos;
  }

  /// Stops the JavaScript that called into this thread, in a way it cannot catch.
  synchronized void stop(V8Runtime runtime, Cause cause) {
    if (stopped == null) {
      stopped = cause;
    }
    runtime.terminateExecution();
  }

  private void watch() {
    int quietTicks = 0;
    for (; ; ) {
      quietTicks = checkOnce() ? 0 : quietTicks + 1;
      if (quietTicks < QUIET_TICKS_MAX) {
        LockSupport.parkNanos(this, TICK_NANOS);
        continue;
      }
      synchronized (this) {
        idle = true;
      }
      LockSupport.park(this);
      quietTicks = 0;
    }
  }

  /// Whether JavaScript is running.
  private synchronized boolean checkOnce() {
    V8Runtime runtime = running;
    if (runtime == null) {
      return false;
    }
    check(runtime);
    return true;
  }

  private void check(V8Runtime runtime) {
    long now = System.nanoTime();
    if (now - deadline > GRACE_NANOS) {
      Runtime.getRuntime().halt(stopped == Cause.MEMORY ? EXIT_MEMORY : EXIT_TIME);
    }
    if (now - deadline > 0) {
      stop(runtime, Cause.TIME);
    }
    long resident = ResidentMemory.bytes();
    if (resident > RESIDENT_BYTES_ABORT) {
      Runtime.getRuntime().halt(EXIT_MEMORY);
    }
    if (resident > RESIDENT_BYTES_MAX) {
      stop(runtime, Cause.MEMORY);
    }
  }
}
