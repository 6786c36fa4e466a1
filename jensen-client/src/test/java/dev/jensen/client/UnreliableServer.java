package dev.jensen.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers every request with the text `answer`, and some of the first ones not.
final class UnreliableServer implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile int status = 200;

  UnreliableServer() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d/".formatted(server.getLocalPort()));
  }

  /// How many requests have come whole.
  int requests() {
    return requests.get();
  }

  /// Closes the connection instead of answering the next requests.
  void cut(int times) {
    cuts.set(times);
  }

  /// Answers the next requests with `newStatus`.
  void refuse(int times, int newStatus) {
    status = newStatus;
    refusals.set(times);
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
      return;
    }
  }

  private void serve(Socket socket) {
    try (socket;
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      int length = 0;
      for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      for (int i = 0; i < length; i++) {
        in.read();
      }
      requests.incrementAndGet();
      if (cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        return;
      }
      boolean isRefused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
      var body =
          isRefused
              ? "{\"code\":\"CommitterFullError\",\"message\":\"later\"}"
              : "{\"status\":\"success\",\"value\":\"answer\"}";
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(isRefused ? status : 200, body.length(), body)
                  .getBytes(UTF_8));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
