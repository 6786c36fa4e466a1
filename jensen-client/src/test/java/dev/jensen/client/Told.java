package dev.jensen.client;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a listener was told, to be waited for.
final class Told<T> implements QueryListener<T> {

  final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();

  @Override
  public void changed(T result) {
    events.add(result);
  }

  @Override
  public void failed(ConvexException failure) {
    events.add(failure);
  }

  @Override
  public void ended() {
    events.add("ended");
  }

  /// The next event; null if none comes.
  @Nullable Object next() throws InterruptedException {
    return events.poll(30, TimeUnit.SECONDS);
  }
}
