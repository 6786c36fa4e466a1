package dev.jensen.client;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Takes one result and no more.
final class FirstResult<T> extends CompletableFuture<T> implements Flow.Subscriber<T> {

  private Flow.@Nullable Subscription subscription;

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(1);
  }

  @Override
  public void onNext(T result) {
    Objects.requireNonNull(subscription).cancel();
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
