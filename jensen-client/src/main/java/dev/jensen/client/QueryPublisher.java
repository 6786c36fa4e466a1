package dev.jensen.client;

import dev.jensen.client.sync.Feed;
import dev.jensen.client.sync.LostException;
import dev.jensen.client.sync.QueryKey;
import dev.jensen.client.sync.SyncClient;
import dev.jensen.client.wire.FunctionOutcome;
import dev.jensen.mapping.ResultType;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Publishes what a query gives; each subscriber follows it on its own.
record QueryPublisher<T>(SyncClient client, QueryKey key, ResultType<T> type)
    implements Flow.Publisher<QueryResult<T>> {

  @Override
  public void subscribe(Flow.Subscriber<? super QueryResult<T>> subscriber) {
    Objects.requireNonNull(subscriber);
    var receiver = new Receiver<T>(type, subscriber);
    var feed = client.feed(receiver);
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long more) {
            if (more > 0) {
              feed.request(more);
            } else {
              feed.finish(() -> {
                client.unsubscribe(key, feed);
                subscriber.onError(new IllegalArgumentException("asks for nothing: " + more));
              });
            }
          }

          @Override
          public void cancel() {
            client.unsubscribe(key, feed);
          }
        });
    client.subscribe(key, feed);
  }

  private record Receiver<T>(ResultType<T> type, Flow.Subscriber<? super QueryResult<T>> subscriber)
      implements Feed.Receiver {

    @Override
    public void receive(FunctionOutcome outcome) {
      subscriber.onNext(result(outcome));
    }

    private QueryResult<T> result(FunctionOutcome outcome) {
      try {
        return new QueryResult.Success<>(Results.as(outcome, type));
      } catch (ConvexException e) {
        return new QueryResult.Failure<>(e);
      }
    }

    @Override
    public void end(@Nullable LostException failure) {
      if (failure == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(Results.exception(failure));
      }
    }
  }
}
