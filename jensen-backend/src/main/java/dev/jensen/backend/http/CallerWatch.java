package dev.jensen.backend.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/// Notices that the caller of a request hangs up before the answer is complete.
///
/// Between a request and its answer nobody reads from the connection, so a closed one goes
/// unnoticed. This reads; what arrives is the next request of a caller that does not wait for
/// answers, and is given to the connection for later.
///
/// Thread-safe. While it watches nobody else may read from the connection: the request must have
/// been read to its end, and the watch closed before the request is completed.
final class CallerWatch implements Callback, AutoCloseable {

  private static final int BUFFER_BYTES = 1024;

  private final AbstractEndPoint endPoint;
  private final Connection.UpgradeTo connection;
  private final Runnable whenGone;
  // Guarded by this.
  private boolean closed;

  private CallerWatch(
      AbstractEndPoint endPoint, Connection.UpgradeTo connection, Runnable whenGone) {
    this.endPoint = endPoint;
    this.connection = connection;
    this.whenGone = whenGone;
  }

  /// Watches the caller of `request`; `whenGone` runs at most once, on any thread.
  static CallerWatch start(Request request, Runnable whenGone) {
    var connection = request.getConnectionMetaData().getConnection();
    if (!(connection.getEndPoint() instanceof AbstractEndPoint endPoint)
        || !(connection instanceof Connection.UpgradeTo upgradeable)) {
      throw new IllegalStateException("no connection of HTTP/1.1: %s".formatted(connection));
    }
    var watch = new CallerWatch(endPoint, upgradeable, whenGone);
    watch.listen();
    return watch;
  }

  private synchronized void listen() {
    if (!closed && !endPoint.tryFillInterested(this)) {
      closed = true;
    }
  }

  /// Something arrived, or the end.
  @Override
  public synchronized void succeeded() {
    if (closed) {
      return;
    }
    ByteBuffer buffer = BufferUtil.allocate(BUFFER_BYTES);
    try {
      int count = endPoint.fill(buffer);
      if (count == 0) {
        listen();
      } else if (count > 0) {
        closed = true;
        connection.onUpgradeTo(buffer);
      } else {
        gone();
      }
    } catch (IOException _) {
      gone();
    }
  }

  @Override
  public synchronized void failed(Throwable cause) {
    if (closed) {
      return;
    }
    if (cause instanceof TimeoutException) {
      // Nothing was read for a long time: that is what we hope for.
      listen();
    } else {
      gone();
    }
  }

  private void gone() {
    closed = true;
    whenGone.run();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      endPoint.getFillInterest().onFail(new CancellationException("the request is answered"));
    }
  }
}
