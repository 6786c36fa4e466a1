package dev.jensen.client;

import dev.jensen.mapping.ResultType;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Makes futures of blocking calls, each on a virtual thread that ends with it. A future that is
/// cancelled interrupts its thread.
record ThreadedFunctions(ConvexFunctions blocking) implements AsyncConvexFunctions {

  @Override
  public <T> CompletableFuture<T> query(String path, Object arguments, ResultType<T> type) {
    return start(() -> blocking.query(path, arguments, type));
  }

  @Override
  public <T> CompletableFuture<T> mutation(String path, Object arguments, ResultType<T> type) {
    return start(() -> blocking.mutation(path, arguments, type));
  }

  @Override
  public <T> CompletableFuture<T> action(String path, Object arguments, ResultType<T> type) {
    return start(() -> blocking.action(path, arguments, type));
  }

  private static <T> CompletableFuture<T> start(Supplier<T> call) {
    var future = new CompletableFuture<T>();
    var thread =
        Thread.ofVirtual()
            .name("convex-call")
            .start(() -> {
              try {
                future.complete(call.get());
              } catch (Throwable e) {
                future.completeExceptionally(e);
              }
            });
    future.exceptionally(failure -> {
      if (future.isCancelled()) {
        thread.interrupt();
      }
      return null;
    });
    return future;
  }
}
