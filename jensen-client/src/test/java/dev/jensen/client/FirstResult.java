package dev.jensen.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/// Takes one result and no more.
final class FirstResult<T> extends CompletableFuture<T> implements Flow.Subscriber<T> {

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(1);
  }

  @Override
  public void onNext(T result) {
    complete(result);
  }

  @Override
  public void onError(Throwable failure) {
    completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    completeExceptionally(new IllegalStateException("ended without a result"));
  }
}
