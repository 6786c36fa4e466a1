package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whatever a socket sends, it is answered or closed as the protocol says, and others go on.
@Timeout(120)
class SyncFuzzTest {

  private static final String SESSION = "3f2b8c1e-5d47-4a90-9c36-0e7d1b6a2f58";
  private static final String CONNECT =
      "{\"type\":\"Connect\",\"sessionId\":\"%s\",\"connectionCount\":0,\"lastCloseReason\":null}"
          .formatted(SESSION);
  private static final String EMPTY_SET =
      "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[]}";
  private static final List<String> MESSAGES =
      List.of(
          CONNECT,
          EMPTY_SET,
          "{\"type\":\"ModifyQuerySet\",\"baseVersion\":1,\"newVersion\":2,\"modifications\":"
              + "[{\"type\":\"Add\",\"queryId\":0,\"udfPath\":\"a:b\",\"args\":[{}]}]}",
          "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":"
              + "[{\"type\":\"Remove\",\"queryId\":7}]}",
          "{\"type\":\"Mutation\",\"requestId\":0,\"udfPath\":\"a:b\",\"args\":[{\"n\":1}]}",
          "{\"type\":\"Action\",\"requestId\":1,\"udfPath\":\"a/b:c\",\"args\":[]}",
          "{\"type\":\"Authenticate\",\"baseVersion\":0,\"tokenType\":\"None\"}",
          "{\"type\":\"Authenticate\",\"baseVersion\":1,\"tokenType\":\"Admin\",\"value\":\"x|y\"}",
          "{\"type\":\"Authenticate\",\"baseVersion\":0,\"tokenType\":\"User\",\"value\":\"x\"}",
          "{\"type\":\"Event\",\"eventType\":\"ClientConnect\",\"event\":[]}",
          "{\"type\":\"Unheard\",\"of\":{}}");

  private static Backend backend;
  private static HttpClient http;

  private Socket sound;

  @BeforeAll
  static void start(@TempDir Path data) {
    backend = Backend.start(BackendOptions.defaults(data.resolve("data")).withAdminKey("a|b"));
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    http.shutdownNow();
    backend.close();
  }

  @BeforeEach
  void openSound() throws InterruptedException {
    sound = new Socket();
    sound.send(CONNECT).send(EMPTY_SET);
    assertThat(sound.next().get("type").asString()).isEqualTo("Transition");
  }

  /// Another client's session has not suffered.
  @AfterEach
  void soundIsSound() throws InterruptedException {
    sound.send(
        "{\"type\":\"ModifyQuerySet\",\"baseVersion\":1,\"newVersion\":2,\"modifications\":[]}");
    var transition = sound.next();
    assertThat(transition.get("endVersion").get("querySet").asInt()).isEqualTo(2);
    sound.close();
  }

  @Seeded(runs = 300)
  void damagedMessagesHarmNobody(RandomGenerator random) throws InterruptedException {
    var socket = new Socket();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      socket.send(damaged(MESSAGES.get(random.nextInt(MESSAGES.size())), random));
    }
    socket.close();

    for (var message : socket.rest()) {
      assertThat(message.get("type").asString())
          .isIn(
              "Transition",
              "MutationResponse",
              "ActionResponse",
              "AuthError",
              "FatalError",
              "Ping",
              "closed");
    }
  }

  private static String damaged(String message, RandomGenerator random) {
    var text = new StringBuilder(message);
    for (int i = random.nextInt(3); i > 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, (char) (32 + random.nextInt(96)));
        case 1 -> text.setLength(at);
        case 2 -> text.insert(at, text.substring(at / 2, at));
        default -> text.deleteCharAt(at);
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "7",
        "{\"type\":\"Connect\",\"sessionId\":\"x\"}",
        "{\"type\":\"Mutation\",\"requestId\":-1,\"udfPath\":\"a:b\",\"args\":[]}",
        "{\"type\":\"ModifyQuerySet\",\"baseVersion\":5,\"newVersion\":6,\"modifications\":[]}",
        "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[{}]}"
      })
  void whatIsNoMessageEndsTheConversationForGood(String message) throws InterruptedException {
    var socket = new Socket().send(CONNECT).send(message);

    assertThat(socket.next().get("type").asString()).isEqualTo("FatalError");
    assertThat(socket.next().get("code").asInt()).isEqualTo(1005);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"Authenticate\",\"baseVersion\":0,\"tokenType\":\"Admin\",\"value\":\"a|c\"}",
        "{\"type\":\"Authenticate\",\"baseVersion\":0,\"tokenType\":\"User\",\"value\":\"x\"}"
      })
  void whoCannotProveWhoTheyAreIsTold(String message) throws InterruptedException {
    var socket = new Socket().send(CONNECT).send(message);

    var error = socket.next();
    assertThat(error.get("type").asString()).isEqualTo("AuthError");
    assertThat(error.get("authUpdateAttempted").asBoolean()).isTrue();
    assertThat(socket.next().get("code").asInt()).isEqualTo(1005);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"Authenticate\",\"baseVersion\":3,\"tokenType\":\"None\"}",
        "{\"type\":\"Connect\",\"sessionId\":\"3f2b8c1e-5d47-4a90-9c36-0e7d1b6a2f58\","
            + "\"maxObservedTimestamp\":\"/////////38=\"}"
      })
  void whatOnlyABetterServerCouldContinueIsTriedAgain(String message) throws InterruptedException {
    var socket = new Socket().send(message);

    var closed = socket.next();
    assertThat(closed.get("code").asInt()).isEqualTo(1011);
    assertThat(closed.get("reason").asString()).isEqualTo("InternalServerError");
  }

  @Test
  void aMessageOfBytesClosesTheSocket() throws InterruptedException {
    var socket = new Socket();
    socket.socket.sendBinary(ByteBuffer.allocate(10), true).join();

    assertThat(socket.next().get("code").asInt()).isEqualTo(1003);
  }

  @Test
  void aMessageTooLargeClosesTheSocket() throws InterruptedException {
    var socket = new Socket();
    var part = "x".repeat(8 << 20);
    socket.sendParts(part, 9);

    assertThat(socket.next().get("code").asInt()).isIn(1009, 1006);
  }

  /// What was sent and never answered does not pile up: 16 MiB of arguments are taken.
  @Test
  void argumentsOfTheLargestSizeAreTaken() throws InterruptedException {
    var text = "x".repeat(15 << 20);
    var socket =
        new Socket()
            .send(CONNECT)
            .send(
                "{\"type\":\"Mutation\",\"requestId\":0,\"udfPath\":\"a:b\",\"args\":[{\"a\":\"%s\"}]}"
                    .formatted(text));

    // Failures come after the first transition, so that clients keep showing what they have.
    assertThat(socket.next().get("type").asString()).isEqualTo("Transition");
    var response = socket.next();
    assertThat(response.get("type").asString()).isEqualTo("MutationResponse");
    assertThat(response.get("success").asBoolean()).isFalse();
    socket.close();
  }

  /// A socket without anything that repairs it.
  private static final class Socket implements WebSocket.Listener {

    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    Socket() {
      var address = backend.url().toString().replace("http", "ws");
      socket =
          http.newWebSocketBuilder()
              .connectTimeout(Duration.ofSeconds(20))
              .buildAsync(URI.create(address + "/api/1.48.0/sync"), this)
              .join();
    }

    /// Sends a message, unless the socket was closed meanwhile.
    Socket send(String message) {
      socket.sendText(message, true).exceptionally(_ -> socket).join();
      return this;
    }

    void sendParts(String part, int count) {
      for (int i = 0; i < count; i++) {
        socket.sendText(part, i == count - 1).exceptionally(_ -> socket).join();
      }
    }

    void close() {
      socket.sendClose(1000, "").exceptionally(_ -> socket).join();
    }

    /// The next message but pings, or `{type: "closed", code, reason}`.
    JsonNode next() throws InterruptedException {
      JsonNode message;
      do {
        message = received.poll(30, TimeUnit.SECONDS);
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
}
