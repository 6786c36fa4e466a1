package dev.jensen.client;

import java.util.concurrent.Flow;

/// Asks for a result and at once wants none any more.
final class CancelledSubscriber<T> implements Flow.Subscriber<T> {

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(1);
    subscription.cancel();
  }

  @Override
  public void onNext(T result) {}

  @Override
  public void onError(Throwable failure) {}

  @Override
  public void onComplete() {}
}
