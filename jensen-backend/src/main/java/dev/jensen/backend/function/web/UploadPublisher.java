package dev.jensen.backend.function.web;

import dev.jensen.backend.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/// Publishes what is written to a stream as it is written.
///
/// The JDK's own publisher of streams reads the next bytes before it lets go of those it has, so
/// that a server would get everything one piece late.
final class UploadPublisher implements BodyPublisher {

  private static final int PIECE_BYTES = 1 << 16;

  private final World world;
  private final InputStream bytes;
  private final long length;

  /// @param length in bytes, or -1 if nobody knows
  UploadPublisher(World world, InputStream bytes, long length) {
    this.world = world;
    this.bytes = bytes;
    this.length = length;
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    var demand = new Demand();
    subscriber.onSubscribe(demand);
    Thread _ = world.start("fetch-body", () -> publish(subscriber, demand));
  }

  private void publish(Subscriber<? super ByteBuffer> subscriber, Demand demand) {
    try (bytes) {
      var piece = new byte[PIECE_BYTES];
      while (demand.await()) {
        int count = bytes.read(piece);
        if (count < 0) {
          subscriber.onComplete();
          return;
        }
        subscriber.onNext(ByteBuffer.wrap(Arrays.copyOf(piece, count)));
      }
    } catch (IOException | IoFailedException e) {
      subscriber.onError(e);
    }
  }

  /// How many pieces the subscriber still wants.
  private final class Demand implements Subscription {

    private long wanted;
    private boolean cancelled;

    @Override
    public synchronized void request(long count) {
      wanted = Math.max(wanted + count, wanted);
      notifyAll();
    }

    @Override
    public void cancel() {
      synchronized (this) {
        cancelled = true;
        notifyAll();
      }
      try {
        bytes.close();
      } catch (IOException e) {
        throw new IllegalStateException("a pipe that does not close", e);
      }
    }

    /// Waits until one more piece is wanted; false if none ever will be.
    private synchronized boolean await() {
      while (wanted == 0 && !cancelled) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      wanted--;
      return !cancelled;
    }
  }
}
