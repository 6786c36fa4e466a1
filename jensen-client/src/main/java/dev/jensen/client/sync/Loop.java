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

  Loop(String name) {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofVirtual().name(name).factory(), new ThreadPoolExecutor.DiscardPolicy());
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

  /// Runs what has been handed in, but nothing that is to run later, and ends.
  void close() {
    // As a task of its own, because a shutdown forgets those that wait.
    executor.execute(executor::shutdown);
  }
}
