package dev.jensen.backend.function.javascript;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/// Something to do in a worker process.
///
/// @param purpose which workers may do it: those used for the same only, or for nothing yet
/// @param deadline when it must have begun, on the world's clock
/// @param task what to do; runs on the worker's thread
/// @param result completed when it is done or refused
record WorkerJob<T>(
    String purpose, long deadline, Function<WorkerProcess, T> task, CompletableFuture<T> result) {

  WorkerJob(String purpose, long deadline, Function<WorkerProcess, T> task) {
    this(purpose, deadline, task, new CompletableFuture<>());
  }

  void run(WorkerProcess worker) {
    try {
      result.complete(task.apply(worker));
    } catch (RuntimeException | Error failure) {
      result.completeExceptionally(failure);
    }
  }

  void refuse(RuntimeException why) {
    result.completeExceptionally(why);
  }

  /// Waits until it is done, also when interrupted: the task may be using what the caller owns.
  T await() {
    try {
      return result.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
