package dev.jensen.backend.http;

import dev.jensen.backend.function.HttpCall;
import dev.jensen.backend.function.HttpResponder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The response of an HTTP action on its way to the caller: sent as it is produced, no faster than
/// the caller reads.
final class SiteResponse implements HttpResponder {

  /// What concerns one connection is not the function's to say.
  private static final Set<String> OWN =
      Set.of("connection", "transfer-encoding", "keep-alive", "upgrade", "date");

  private final Request request;
  private final Response response;
  private final CountDownLatch gone = new CountDownLatch(1);
  private @Nullable OutputStream out;

  // Guarded by this.
  private @Nullable CallerWatch watch;
  private boolean answered;

  SiteResponse(Request request, Response response) {
    this.request = request;
    this.response = response;
  }

  @Override
  public void begin(int status, List<HttpCall.Header> headers) throws IOException {
    response.setStatus(status);
    for (var header : headers) {
      if (!OWN.contains(header.name().toLowerCase(Locale.ROOT))) {
        response.getHeaders().add(header.name(), header.value());
      }
    }
    out = Content.Sink.asOutputStream(response);
    // Whoever waits for a stream of events gets the head before the first of them.
    if (headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("content-length"))) {
      out.flush();
    }
  }

  @Override
  public void write(byte[] bytes, int count) throws IOException {
    if (out == null) {
      throw new IOException("the response has no head");
    }
    try {
      out.write(bytes, 0, count);
      out.flush();
    } catch (IOException e) {
      gone.countDown();
      throw e;
    }
  }

  /// A caller that goes away while it sends the body of its request is noticed by whoever reads
  /// that; here one that has sent all of it.
  @Override
  public void awaitGone() throws InterruptedException {
    startWatch();
    gone.await();
  }

  private synchronized void startWatch() {
    if (watch == null && !answered && UnreadBody.isRead(request)) {
      watch = CallerWatch.start(request, gone::countDown);
    }
  }

  /// Leaves the connection to the next request; before the answer is completed.
  synchronized void stopWatch() {
    answered = true;
    if (watch != null) {
      watch.close();
    }
  }

  /// Ends the response; one that is not whole is cut off, so that its reader notices.
  void end(boolean isComplete, Callback callback) {
    try {
      if (out != null && isComplete) {
        UnreadBody.settle(request, response);
        out.close();
      }
    } catch (IOException e) {
      callback.failed(e);
      return;
    }
    if (isComplete) {
      callback.succeeded();
    } else {
      callback.failed(new IOException("the HTTP action did not finish its response"));
    }
  }

  /// The server itself failed.
  void fail(RuntimeException why, Callback callback) {
    if (out == null) {
      Router.write(
          Answer.failure(
              500, "InternalServerError", "Your request couldn't be completed. Try again later."),
          request,
          response,
          callback);
    } else {
      callback.failed(why);
    }
  }
}
