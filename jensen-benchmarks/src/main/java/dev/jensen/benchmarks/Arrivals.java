package dev.jensen.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/// When each of many sockets first received a value with a certain number, or a higher one.
final class Arrivals {

  private final long number;
  private final long[] nanos;
  private final CountDownLatch missing;

  Arrivals(long number, int sockets) {
    this.number = number;
    this.nanos = new long[sockets];
    this.missing = new CountDownLatch(sockets);
  }

  /// Takes a message; always on the same thread.
  void received(int socket, ByteBuffer message, long at) {
    if (nanos[socket] == 0 && Beats.NUMBER.highest(message) >= number) {
      nanos[socket] = at;
      missing.countDown();
    }
  }

  /// Waits until every socket has received it, and returns whether that is so within `timeout`.
  boolean await(Duration timeout) {
    try {
      return missing.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// How many have not received it.
  long missing() {
    return missing.getCount();
  }

  /// How long after `start` each one arrived, or 0 if that was before; once all have.
  LongStream since(long start) {
    return LongStream.of(nanos).map(at -> Math.max(0, at - start));
  }
}
