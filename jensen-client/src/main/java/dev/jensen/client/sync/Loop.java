package dev.jensen.client.sync;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One virtual thread that runs tasks in order, some of them later. After the end, tasks are
/// dropped.
final class Loop implements Executor {

  private final ScheduledThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;

  Loop(String name) {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofVirtual().name(name).factory(), new ThreadPoolExecutor.DiscardPolicy());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.prestartCoreThread();
    executor.execute(() -> thread = Thread.currentThread());
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> run(task));
  }

  /// Runs `task` after `delay`, unless the future is cancelled before.
  Future<?> schedule(Runnable task, Duration delay) {
    return executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// What a task throws must not stop those after it.
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      FailureLog.write(System.Logger.Level.ERROR, "a task of the client failed", e);
    }
  }

  /// Whether the caller runs in it.
  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /// Runs what has been handed in, but nothing that is to run later, and ends.
  void close() {
    // As a task of its own, because a shutdown forgets those that wait.
    executor.execute(executor::shutdown);
  }
}
