package dev.jensen.backend.http;

import java.util.concurrent.Semaphore;

/// Bounds the memory that request bodies and messages on sockets take together, whatever each of
/// them may take.
///
/// Bytes are taken as they arrive and given back when the answer is sent or the message is handled.
/// Nobody waits for bytes, so that slow senders cannot hold up others. Thread-safe.
final class BodyBudget {

  private final Semaphore free;

  BodyBudget(int bytes) {
    free = new Semaphore(bytes);
  }

  /// What one request took.
  final class Share implements AutoCloseable {
    private int taken;

    /// Takes `bytes` more.
    ///
    /// @throws HttpFailure if there are not so many left
    void take(int bytes) {
      if (!free.tryAcquire(bytes)) {
        throw new HttpFailure(
            503,
            "WorkerOverloaded",
            "Too many large requests are being received. Try again later.");
      }
      taken += bytes;
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
