package dev.jensen.backend.function.javascript;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What actions fetch from in tests: it tells what it received, answers in every form, and holds
/// things back until it is told.
final class WebServer implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int UNKNOWN_LENGTH = 0;
  private static final int NO_BODY = -1;

  final CountDownLatch released = new CountDownLatch(1);
  final CountDownLatch hungUp = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch seen = new CountDownLatch(1);
  private final HttpServer server;
  private final ServerSocket insecure;

  WebServer() {
    try {
      insecure = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", WebServer::answer);
    server.createContext("/held", this::held);
    server.createContext(
        "/release",
        exchange -> {
          released.countDown();
          send(exchange, 200, "released");
        });
    server.createContext("/watched", this::watched);
    server.createContext(
        "/seen",
        exchange -> {
          await(seen);
          send(exchange, 200, "seen");
        });
    server.createContext("/endless", this::endless);
    server.createContext("/v1/chat/completions", WebServer::complete);
    server.createContext("/never", exchange -> await(closing));
    server.createContext(
        "/stalled",
        exchange -> {
          exchange.sendResponseHeaders(200, UNKNOWN_LENGTH);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          await(closing);
        });
    server.start();
    Thread _ = Thread.startVirtualThread(this::answerInsecurely);
  }

  /// What OpenAI's service answers to a message: here that message and what it was asked for.
  private static void complete(HttpExchange exchange) throws IOException {
    var asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (!"Bearer sk-right".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      send(exchange, 401, "{\"error\":{\"message\":\"Incorrect API key\",\"code\":\"no\"}}");
      return;
    }
    var text = asked.get("messages").get(0).get("content").asString() + " Me.";
    if (!asked.path("stream").asBoolean(false)) {
      send(exchange, 200, "{\"choices\":[{\"message\":{\"content\":\"%s\"}}]}".formatted(text));
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, UNKNOWN_LENGTH);
    try (var body = exchange.getResponseBody()) {
      for (var piece : text.split("(?<= )", -1)) {
        body.write(
            "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n"
                .formatted(piece)
                .getBytes(StandardCharsets.UTF_8));
        body.flush();
      }
      body.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Where something else than TLS answers.
  String insecureUrl() {
    return "https://127.0.0.1:%d".formatted(insecure.getLocalPort());
  }

  private void answerInsecurely() {
    while (!insecure.isClosed()) {
      try (var socket = insecure.accept()) {
        socket.getOutputStream().write("HTTP/1.1 400\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        assert insecure.isClosed() : e;
      }
    }
  }

  String url() {
    return "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
  }

  /// The same server as another origin.
  String otherUrl() {
    return "http://localhost:%d".formatted(server.getAddress().getPort());
  }

  @Override
  public void close() throws IOException {
    insecure.close();
    released.countDown();
    seen.countDown();
    closing.countDown();
    server.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    switch (path[1]) {
      case "echo" -> send(exchange, 200, described(exchange).toString());
      case "size" -> send(exchange, 200, measured(exchange).toString());
      case "status" -> send(exchange, Integer.parseInt(path[2]), null);
      case "cookies" -> {
        exchange.getResponseHeaders().add("Set-Cookie", "a=1");
        exchange.getResponseHeaders().add("Set-Cookie", "b=2");
        send(exchange, 200, "");
      }
      case "coded" -> coded(exchange, path[2]);
      case "large" -> large(exchange, Integer.parseInt(path[2]));
      case "redirect" -> redirect(exchange, path[2], Integer.parseInt(path[3]));
      case "to" -> {
        var target = exchange.getRequestURI().getRawQuery();
        exchange
            .getResponseHeaders()
            .add("Location", URLDecoder.decode(target, StandardCharsets.UTF_8));
        send(exchange, 302, null);
      }
      case "cut" -> {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write(new byte[10]);
        exchange.getResponseBody().flush();
        throw new IOException("cut short");
      }
      case "hangup" -> throw new IOException("hung up");
      default -> send(exchange, 404, "no such path");
    }
  }

  private static ObjectNode described(HttpExchange exchange) throws IOException {
    var json = measured(exchange);
    json.put("method", exchange.getRequestMethod());
    json.put("query", exchange.getRequestURI().getRawQuery());
    return json;
  }

  private static ObjectNode measured(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    var json = JSON.createObjectNode();
    json.put("size", body.length);
    if (body.length < 100_000) {
      json.put("body", new String(body, StandardCharsets.UTF_8));
    }
    var headers = json.putObject("headers");
    exchange
        .getRequestHeaders()
        .forEach((name, values) ->
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    return json;
  }

  private static void redirect(HttpExchange exchange, String status, int left) throws IOException {
    String next = left == 1 ? "/echo?0" : "/redirect/%s/%d".formatted(status, left - 1);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Location", next);
    send(exchange, Integer.parseInt(status), "moved");
  }

  private static void coded(HttpExchange exchange, String coding) throws IOException {
    byte[] plain = "abc".repeat(100_000).substring(0, 100_000).getBytes(StandardCharsets.UTF_8);
    var coded = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (coding) {
          case "gzip" -> new GZIPOutputStream(coded);
          case "deflate" -> new DeflaterOutputStream(coded);
          case "raw" -> new DeflaterOutputStream(coded, new Deflater(6, true));
          case "br" -> brotli(coded);
          default -> coded;
        }) {
      out.write(plain);
    }
    String name =
        switch (coding) {
          case "raw" -> "deflate";
          case "broken" -> "gzip";
          default -> coding;
        };
    exchange.getResponseHeaders().add("Content-Encoding", name);
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(200, isHead ? NO_BODY : coded.size());
    if (!isHead) {
      exchange.getResponseBody().write(coded.toByteArray());
    }
    exchange.close();
  }

  private static OutputStream brotli(OutputStream coded) throws IOException {
    Brotli4jLoader.ensureAvailability();
    return new BrotliOutputStream(coded);
  }

  private static void large(HttpExchange exchange, int size) throws IOException {
    exchange.sendResponseHeaders(200, size);
    byte[] piece = new byte[1 << 16];
    try (var out = exchange.getResponseBody()) {
      for (int left = size; left > 0; left -= piece.length) {
        out.write(piece, 0, Math.min(left, piece.length));
      }
    }
  }

  /// Sends one piece, and the other when it is released.
  private void held(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, UNKNOWN_LENGTH);
    try (var out = exchange.getResponseBody()) {
      out.write("first".getBytes(StandardCharsets.UTF_8));
      out.flush();
      await(released);
      out.write("second".getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Tells when it has seen three bytes, and sends back what comes after them.
  private void watched(HttpExchange exchange) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      // Not the other readNBytes: it asks for nothing at the end, and that waits.
      in.readNBytes(new byte[3], 0, 3);
      seen.countDown();
      send(exchange, 200, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /// Writes until nobody reads any more.
  private void endless(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, UNKNOWN_LENGTH);
    try (var out = exchange.getResponseBody()) {
      while (true) {
        out.write(new byte[1000]);
        out.flush();
      }
    } catch (IOException e) {
      hungUp.countDown();
      throw e;
    }
  }

  private static void send(HttpExchange exchange, int status, @Nullable String body)
      throws IOException {
    if (body == null) {
      exchange.sendResponseHeaders(status, NO_BODY);
    } else {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? NO_BODY : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
