package dev.jensen.backend.function.java;

import dev.jensen.backend.function.HttpCall;
import dev.jensen.functions.Headers;
import dev.jensen.functions.Request;
import dev.jensen.functions.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// Has an HTTP action answer its request.
record HttpAnswer(Run run) {

  /// @throws Throwable what the method throws, or what writing the body does while the caller is
  ///   there
  void give(HttpHandler handler) throws Throwable {
    var exchange = run.exchange();
    var response = handler.call(new HostActionContext(run), request(exchange.call()));
    var body = exchange.respond(response.status(), fields(response));
    try {
      response.body().writeTo(waiting(body));
    } catch (IOException | UncheckedIOException e) {
      if (!exchange.isBroken()) {
        throw e;
      }
    }
  }

  private Request request(HttpCall call) {
    var fields =
        call.headers().stream()
            .map(header -> new Headers.Field(header.name(), header.value()))
            .toList();
    var body = call.body() == null ? InputStream.nullInputStream() : call.body();
    return new Request(call.method(), call.url(), new Headers(fields), run.received(body));
  }

  private static List<HttpCall.Header> fields(Response response) {
    return response.headers().fields().stream()
        .map(field -> new HttpCall.Header(field.name(), field.value()))
        .toList();
  }

  /// Waiting for a slow caller takes none of the function's time.
  private OutputStream waiting(OutputStream body) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int count) throws IOException {
        run.waiting(() -> {
          body.write(bytes, offset, count);
          return count;
        });
      }
    };
  }
}
