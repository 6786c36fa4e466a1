package dev.jensen.isolate;

import com.caoccao.javet.interop.V8Runtime;
import dev.jensen.wire.worker.Ending.Cause;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Stops JavaScript that runs too long or takes too much memory.
///
/// One thread looks every few milliseconds while a call is running; the V8 thread calls every
/// method. What counts is the time that the V8 thread got from the processor, so that a busy
/// machine stops no innocent calls. Code that cannot be interrupted ends the process, with an exit
/// code that tells why.
final class Watchdog {

  /// Exit code when code that ran too long could not be interrupted.
  static final int EXIT_TIME = 87;

  /// Exit code when the process grew too large.
  static final int EXIT_MEMORY = 86;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /// After that many ticks without JavaScript the thread sleeps until there is some.
  private static final int QUIET_TICKS_MAX = 100;

  /// How many times its budget a call may take when the processor is busy with others.
  private static final int BUSY_FACTOR = 5;

  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /// How much the process may grow during a call: heap, buffers, and what V8 keeps beside them.
  private static final long GROWTH_BYTES_MAX = 160L << 20;

  private static final long GROWTH_BYTES_ABORT = 320L << 20;

  private final Thread thread = new Thread(this::watch, "watchdog");
  private final ProcessorTime processorTime;

  // Guarded by this.
  private Allowance allowance = new Allowance(Duration.ZERO);
  private @Nullable V8Runtime running;
  private long startedAt;
  private boolean idle;
  private boolean measured;
  private long processorAtTick;

  /// Watches the thread that `processorTime` measures, from a thread of its own.
  static Watchdog start(ProcessorTime processorTime) {
    var watchdog = new Watchdog(processorTime);
    watchdog.thread.setDaemon(true);
    watchdog.thread.start();
    return watchdog;
  }

  private Watchdog(ProcessorTime processorTime) {
    this.processorTime = processorTime;
  }

  /// Lets what runs from now on use up `allowance`.
  synchronized void use(Allowance allowance) {
    this.allowance = allowance;
    measured = false;
  }

  /// JavaScript is about to run in `runtime`.
  void enter(V8Runtime runtime) {
    boolean wake;
    synchronized (this) {
      startedAt = System.nanoTime();
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
    allowance.use(System.nanoTime() - startedAt);
    V8Runtime runtime = running;
    running = null;
    if (allowance.stopped() != null && runtime != null) {
      runtime.cancelTerminateExecution();
    }
    return allowance.stopped();
  }

  /// The running JavaScript waits for the server.
  ///
  /// @return where it runs, for [#enter]
  synchronized V8Runtime suspend() {
    V8Runtime runtime = running;
    if (runtime == null) {
      throw new IllegalStateException("no JavaScript is running");
    }
    allowance.use(System.nanoTime() - startedAt);
    running = null;
    return runtime;
  }

  /// How long JavaScript ran of what [#use] allowed.
  synchronized long usedNanos() {
    return allowance.usedNanos();
  }

  /// Stops the JavaScript that called into this thread, in a way it cannot catch. Does nothing
  /// between calls, when there is only our own.
  synchronized void stop(V8Runtime runtime, Cause cause) {
    if (running == null) {
      return;
    }
    allowance.stop(cause);
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
    measure();
    long budget = allowance.budgetNanos();
    long wallNanos = allowance.usedNanos() + System.nanoTime() - startedAt;
    long over = Math.max(allowance.processorNanos() - budget, wallNanos - BUSY_FACTOR * budget);
    if (over > GRACE_NANOS) {
      Runtime.getRuntime().halt(allowance.stopped() == Cause.MEMORY ? EXIT_MEMORY : EXIT_TIME);
    }
    if (over > 0) {
      stop(runtime, Cause.TIME);
    }
    long growth = allowance.growth(ResidentMemory.bytes());
    if (growth > GROWTH_BYTES_ABORT) {
      Runtime.getRuntime().halt(EXIT_MEMORY);
    }
    if (growth > GROWTH_BYTES_MAX) {
      stop(runtime, Cause.MEMORY);
    }
  }

  /// Adds what the V8 thread got since the last tick to what the call has used; the first tick only
  /// looks where it starts.
  private void measure() {
    long now = processorTime.nanos();
    if (measured) {
      allowance.useProcessor(now - processorAtTick);
    }
    measured = true;
    processorAtTick = now;
  }
}
