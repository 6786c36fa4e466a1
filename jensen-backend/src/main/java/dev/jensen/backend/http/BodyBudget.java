package dev.jensen.backend.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/// Bounds the memory that request bodies and messages on sockets take together, whatever each of
/// them may take, and how long each may take to arrive.
///
/// Bytes are taken as they arrive and given back when the answer is sent or the message is handled.
/// Nobody waits for bytes, so that slow senders cannot hold up others. Thread-safe.
final class BodyBudget {

  /// How long any body may take, and how fast what is longer has to come: whoever holds memory pays
  /// for it with bytes.
  static final Duration PATIENCE = Duration.ofMinutes(1);

  static final int BYTES_PER_SECOND_MIN = 128 * 1024;

  private final int bytes;
  private final LongSupplier nanoTime;
  private final Semaphore free;

  BodyBudget(int bytes) {
    this(bytes, System::nanoTime);
  }

  BodyBudget(int bytes, LongSupplier nanoTime) {
    this.bytes = bytes;
    this.nanoTime = nanoTime;
    this.free = new Semaphore(bytes);
  }

  /// What one request or message takes: used by one thread at a time.
  final class Share implements AutoCloseable {

    private int taken;
    private long began;

    /// Takes `more` bytes that have arrived.
    ///
    /// @throws HttpFailure if there are not so many left, or they come too slowly
    void take(int more) {
      if (taken == 0) {
        began = nanoTime.getAsLong();
      }
      requirePace();
      acquire(more);
    }

    /// @throws HttpFailure if what has been taken should have been whole by now
    void requirePace() {
      var allowed = PATIENCE.plusSeconds(taken / BYTES_PER_SECOND_MIN);
      if (taken > 0 && nanoTime.getAsLong() - began > allowed.toNanos()) {
        throw new HttpFailure(408, "RequestTimeout", "The body of the request came too slowly.");
      }
    }

    /// Takes what reading a whole JSON text will make of it.
    ///
    /// @throws HttpFailure if that is not left, or more than there ever is
    void takeRead(JsonWeight weight) {
      if (weight.bytes() > bytes) {
        throw HttpFailure.badRequest("BadJsonBody", "The body of the request has too many values.");
      }
      acquire((int) weight.bytes());
    }

    private void acquire(int more) {
      if (!free.tryAcquire(more)) {
        throw new HttpFailure(
            503,
            "WorkerOverloaded",
            "Too many large requests are being received. Try again later.");
      }
      taken += more;
    }

    @Override
    public void close() {
      free.release(taken);
      taken = 0;
    }
  }

  Share share() {
    return new Share();
  }
}
