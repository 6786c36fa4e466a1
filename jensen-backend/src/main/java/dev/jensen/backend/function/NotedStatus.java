package dev.jensen.backend.function;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Passes a response on and remembers its status.
final class NotedStatus implements HttpResponder {

  private final HttpResponder responder;
  private volatile @Nullable Integer status;

  NotedStatus(HttpResponder responder) {
    this.responder = responder;
  }

  /// Null if there was no response.
  @Nullable Integer status() {
    return status;
  }

  @Override
  public void begin(int status, List<HttpCall.Header> headers) throws IOException {
    this.status = status;
    responder.begin(status, headers);
  }

  @Override
  public void write(byte[] bytes, int count) throws IOException {
    responder.write(bytes, count);
  }

  @Override
  public void awaitGone() throws InterruptedException {
    responder.awaitGone();
  }
}
