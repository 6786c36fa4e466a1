package dev.jensen.backend.function;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Takes the response to an [HttpCall] as the function produces it.
///
/// One thread at a time calls it, unless said otherwise.
public interface HttpResponder {

  /// Takes the head, once.
  ///
  /// @throws IOException if the caller is gone
  void begin(int status, List<HttpCall.Header> headers) throws IOException;

  /// Takes the next bytes of the body; returns when there is room for more.
  ///
  /// @throws IOException if the caller is gone
  void write(byte[] bytes, int count) throws IOException;

  /// Waits until the caller is gone. If nobody can tell, as by default, it waits for ever.
  ///
  /// Any thread may call it, also while another one calls the other methods.
  default void awaitGone() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
