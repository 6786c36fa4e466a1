package dev.jensen.backend.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An issuer of tokens at a port of this machine.
public final class TestIssuer implements AutoCloseable {

  /// The status of what is published so that whoever asks for it gets no answer.
  public static final int HANGS_UP = 0;

  private final Publisher publisher = new Publisher();
  private final List<Headers> headers = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /// Publishes one RSA key.
  public TestIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    publisher.publishIssuer(url());
  }

  /// The issuer, without a slash at its end.
  public String url() {
    return "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
  }

  /// What it publishes.
  public Publisher publisher() {
    return publisher;
  }

  /// The headers of the requests so far.
  List<Headers> headers() {
    return headers;
  }

  private void answer(HttpExchange exchange) throws IOException {
    headers.add(exchange.getRequestHeaders());
    var answer = publisher.get(URI.create(url() + exchange.getRequestURI()));
    if (answer.status() == HANGS_UP) {
      exchange.close();
      return;
    }
    answer.headers().forEach(exchange.getResponseHeaders()::add);
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    } catch (IOException e) {
      // Whoever asked has read enough.
      exchange.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
