package dev.jensen.client.sync;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// One virtual thread that runs tasks in order, some of them later. After the end, tasks are
/// dropped.
final class Loop implements Executor {

  private static final System.Logger LOGGER = System.getLogger("dev.jensen.client");

  private final ScheduledThreadPoolExecutor executor;
  private volatile Thread thread;

  Loop(String name) {
    thread = Thread.currentThread();
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              thread = Thread.ofVirtual().name(name).unstarted(task);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.prestartCoreThread();
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
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.ERROR, "a task of the client failed", e);
    }
  }

  /// Whether the caller is one of its tasks.
  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /// Runs what has been handed in, but nothing that is to run later, and ends.
  void close() {
    executor.shutdown();
  }
}
