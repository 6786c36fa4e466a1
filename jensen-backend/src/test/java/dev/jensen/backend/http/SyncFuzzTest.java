package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.Backend;
import dev.jensen.backend.Jensen;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
              + "[{\"type\":\"Add\",\"queryId\":0,\"udfPath\":\"notes:count\",\"args\":[{\"list\":\"x\"}]}]}",
          "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":"
              + "[{\"type\":\"Remove\",\"queryId\":7}]}",
          "{\"type\":\"Mutation\",\"requestId\":0,\"udfPath\":\"notes:add\",\"args\":"
              + "[{\"list\":\"x\"}]}",
          "{\"type\":\"Action\",\"requestId\":1,\"udfPath\":\"a/b:c\",\"args\":[]}",
          "{\"type\":\"Authenticate\",\"baseVersion\":0,\"tokenType\":\"None\"}",
          "{\"type\":\"Authenticate\",\"baseVersion\":1,\"tokenType\":\"Admin\",\"value\":\"x|y\"}",
          "{\"type\":\"Authenticate\",\"baseVersion\":0,\"tokenType\":\"User\",\"value\":\"x\"}",
          "{\"type\":\"Event\",\"eventType\":\"ClientConnect\",\"event\":[]}",
          "{\"type\":\"Unheard\",\"of\":{}}");

  /// As the client wished; after an error that was told; after versions that do not fit.
  private static final List<Integer> CLOSED = List.of(1000, 1005, 1011);

  /// How a write ends when the server has hung up: it does not wait for an answer to its 1011, and
  /// who is still sending then may meet the end before having read it.
  private static final List<String> HUNG_UP =
      List.of("Broken pipe", "Connection reset", "Connection reset by peer");

  private static Backend backend;
  private static WebSocketClient client;
  private static SoundClient sound;
  private static Complaints complaints;

  @BeforeAll
  static void start(@TempDir Path data) throws InterruptedException {
    backend =
        Jensen.builder(data.resolve("data"))
            .adminKey("a|" + "b".repeat(32))
            .functions(new SoundClient.Notes())
            .tables(SoundClient.Notes.Note.class)
            .start();
    client = RawSocket.newClient();
    sound = new SoundClient(open());
    complaints = new Complaints();
  }

  @AfterAll
  static void stop() {
    complaints.close();
    sound.close();
    RawSocket.stop(client);
    backend.close();
  }

  /// Another client's session has not suffered, and the mistakes are not the server's.
  @AfterEach
  void soundIsSound() throws InterruptedException {
    sound.goesOn();
    assertThat(complaints.all()).isEmpty();
  }

  @Seeded(runs = 300)
  void damagedMessagesHarmNobody(RandomGenerator random) throws InterruptedException {
    var socket = open();
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
              "closed");
      if (message.get("type").asString().equals("closed")) {
        int code = message.get("code").asInt();
        if (code == RawFrames.CUT) {
          assertThat(message.get("reason").asString()).isIn(HUNG_UP);
        } else {
          assertThat(code).isIn(CLOSED);
        }
      }
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

  @Test
  void pingsOfTheClientAreAnswered() throws InterruptedException {
    var socket = open();
    socket.ping("are you there?");

    var answer = socket.next();
    assertThat(answer.get("type").asString()).isEqualTo("pong");
    assertThat(answer.get("payload").asString()).isEqualTo("are you there?");
    socket.close();
  }

  @Test
  void argumentsOfQueriesAreBoundedTogether() throws InterruptedException {
    var greedy = open();
    greedy.send(CONNECT).send(EMPTY_SET);
    var text = "x".repeat(9 << 20);
    for (int i = 0; i < 8; i++) {
      greedy.send(
          "{\"type\":\"ModifyQuerySet\",\"baseVersion\":%d,\"newVersion\":%d,\"modifications\":[{\"type\":\"Add\",\"queryId\":%d,\"udfPath\":\"a:b\",\"args\":[{\"text\":\"%s\"}]}]}"
              .formatted(i + 1, i + 2, i, text));
    }

    assertThat(greedy.rest().toString()).contains("FatalError", "bytes together");
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
    var socket = open().send(CONNECT).send(message);

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
    var socket = open().send(CONNECT).send(message);

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
    var socket = open().send(message);

    var closed = socket.next();
    assertThat(closed.get("code").asInt()).isEqualTo(1011);
    assertThat(closed.get("reason").asString()).isEqualTo("InternalServerError");
  }

  @Test
  void aMessageOfBytesClosesTheSocket() throws InterruptedException {
    var socket = open();
    socket.sendBytes(ByteBuffer.allocate(10));

    assertThat(socket.next().get("code").asInt()).isEqualTo(1003);
  }

  @Test
  void aMessageTooLargeClosesTheSocket() throws InterruptedException {
    var socket = open();
    var part = "x".repeat(8 << 20);
    socket.sendParts(part, 9);

    assertThat(socket.next().get("code").asInt()).isIn(1009, 1006);
  }

  /// What was sent and never answered does not pile up: 16 MiB of arguments are taken.
  @Test
  void argumentsOfTheLargestSizeAreTaken() throws InterruptedException {
    var text = "x".repeat(15 << 20);
    var socket =
        open()
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

  private static RawSocket open() {
    return new RawSocket(client, backend.url());
  }
}
