package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A socket without anything that repairs it.
///
/// Not the JDK's, which sometimes reads the end of a connection and tells nobody.
public final class RawSocket implements Session.Listener.AutoDemanding {

  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final Session session;

  RawSocket(WebSocketClient client, URI backend) {
    this(client, backend, "/api/1.48.0/sync", null);
  }

  /// @param version as the client says it in its header, if it does
  RawSocket(WebSocketClient client, URI backend, String path, @Nullable String version) {
    var address = backend.toString().replace("http", "ws");
    var request = new ClientUpgradeRequest(URI.create(address + path));
    if (version != null) {
      request.setHeader("Convex-Client", version);
    }
    try {
      session = client.connect(this, request).join();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// What opens sockets, started.
  static WebSocketClient newClient() {
    var client = new WebSocketClient();
    client.setMaxTextMessageSize(64 << 20);
    try {
      client.start();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return client;
  }

  static void stop(WebSocketClient client) {
    try {
      client.stop();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /// Does so, unless the socket was closed meanwhile.
  private RawSocket tell(Consumer<Callback> what) {
    var told = new Callback.Completable();
    what.accept(told);
    try {
      told.join();
    } catch (CompletionException closed) {
      return this;
    }
    return this;
  }

  /// Sends a message, unless the socket was closed meanwhile.
  RawSocket send(String message) {
    return tell(told -> session.sendText(message, told));
  }

  void sendParts(String part, int count) {
    for (int i = 0; i < count; i++) {
      boolean isLast = i == count - 1;
      tell(told -> session.sendPartialText(part, isLast, told));
    }
  }

  void sendBytes(ByteBuffer bytes) {
    tell(told -> session.sendBinary(bytes, told));
  }

  void ping(String payload) {
    tell(told -> session.sendPing(StandardCharsets.UTF_8.encode(payload), told));
  }

  void close() {
    tell(told -> session.close(1000, "", told));
  }

  /// The next message but pings, or `{type: "closed", code, reason}`.
  JsonNode next() throws InterruptedException {
    JsonNode message;
    do {
      message = received.poll(60, TimeUnit.SECONDS);
      assertThat(message).isNotNull();
    } while (message.get("type").asString().equals("Ping"));
    return message;
  }

  /// All messages until the end.
  List<JsonNode> rest() throws InterruptedException {
    var all = new ArrayList<JsonNode>();
    do {
      all.add(next());
    } while (!all.getLast().get("type").asString().equals("closed"));
    return all;
  }

  @Override
  public void onWebSocketText(String message) {
    received.add(JsonMapper.shared().readTree(message));
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    received.add(
        JsonMapper.shared()
            .createObjectNode()
            .put("type", "pong")
            .put("payload", StandardCharsets.UTF_8.decode(payload).toString()));
  }

  /// The server may close the connection while something is sent; it is told as its end.
  @Override
  public void onWebSocketError(Throwable cause) {}

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    received.add(
        JsonMapper.shared()
            .createObjectNode()
            .put("type", "closed")
            .put("code", code)
            .put("reason", reason == null ? "" : reason));
    callback.succeed();
  }
}
