package dev.jensen.client.sync;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// How a call will end. Whoever it could only end after is refused to wait for it, and for what is
/// chained to it, in place of waiting for ever.
final class CallFuture<T extends @Nullable Object> extends CompletableFuture<T> {

  private final Runnable requireMayWait;

  /// @param requireMayWait throws if the calling thread must not wait
  CallFuture(Runnable requireMayWait) {
    this.requireMayWait = requireMayWait;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CallFuture<>(requireMayWait);
  }

  @Override
  public T join() {
    requireMayWaitUnlessDone();
    return super.join();
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    requireMayWaitUnlessDone();
    return super.get();
  }

  /// Refused as well, because all that can come of it is that the time passes.
  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    requireMayWaitUnlessDone();
    return super.get(timeout, unit);
  }

  private void requireMayWaitUnlessDone() {
    if (!isDone()) {
      requireMayWait.run();
    }
  }
}
