package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A socket without anything that repairs it.
final class RawSocket implements WebSocket.Listener {

  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;

  RawSocket(HttpClient http, URI backend) {
    var address = backend.toString().replace("http", "ws");
    socket =
        http.newWebSocketBuilder()
            .connectTimeout(Duration.ofSeconds(20))
            .buildAsync(URI.create(address + "/api/1.48.0/sync"), this)
            .join();
  }

  /// Sends a message, unless the socket was closed meanwhile.
  RawSocket send(String message) {
    socket.sendText(message, true).exceptionally(_ -> socket).join();
    return this;
  }

  void sendParts(String part, int count) {
    for (int i = 0; i < count; i++) {
      socket.sendText(part, i == count - 1).exceptionally(_ -> socket).join();
    }
  }

  void sendBytes(ByteBuffer bytes) {
    socket.sendBinary(bytes, true).join();
  }

  void ping(String payload) {
    socket.sendPing(StandardCharsets.UTF_8.encode(payload)).join();
  }

  void close() {
    socket.sendClose(1000, "").exceptionally(_ -> socket).join();
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
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      received.add(JsonMapper.shared().readTree(text.toString()));
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
    received.add(
        JsonMapper.shared()
            .createObjectNode()
            .put("type", "pong")
            .put("payload", StandardCharsets.UTF_8.decode(payload).toString()));
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    add(code, reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    add(1006, String.valueOf(error.getMessage()));
  }

  private void add(int code, String reason) {
    received.add(
        JsonMapper.shared()
            .createObjectNode()
            .put("type", "closed")
            .put("code", code)
            .put("reason", reason));
  }
}
