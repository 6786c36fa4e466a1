package dev.jensen.client.sync;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// One virtual thread that calls what users gave to be called, in order.
///
/// Everything handed in is called: after the end by whoever hands it in, because nobody may wait
/// for news that never comes.
final class Delivery {

  private static final System.Logger LOGGER = System.getLogger("dev.jensen.client");

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;
  private boolean isClosed;

  /// Owned by the thread.
  private boolean isOver;

  Delivery() {
    thread = Thread.ofVirtual().name("convex-listeners").start(this::deliver);
  }

  private void deliver() {
    while (!isOver) {
      run(next());
    }
  }

  /// A listener may have interrupted the thread, which is none of the next one's business.
  private Runnable next() {
    while (true) {
      try {
        return tasks.take();
      } catch (InterruptedException e) {
        LOGGER.log(System.Logger.Level.DEBUG, "a listener interrupted its thread", e);
      }
    }
  }

  /// What a listener throws must not stop others. It may be anything: an assertion that failed, or
  /// a checked exception of a language that does not check them.
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      FailureLog.write(System.Logger.Level.ERROR, "a listener failed", e);
    }
  }

  void execute(Runnable task) {
    synchronized (tasks) {
      if (!isClosed) {
        tasks.add(task);
        return;
      }
    }
    run(task);
  }

  /// Whether the caller is being called.
  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /// Ends when all that was handed in has been called.
  void close() {
    synchronized (tasks) {
      isClosed = true;
      tasks.add(() -> isOver = true);
    }
  }
}
