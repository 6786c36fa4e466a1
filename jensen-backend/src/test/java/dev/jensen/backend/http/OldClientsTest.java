package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.Backend;
import dev.jensen.backend.Jensen;
import dev.jensen.functions.Arguments;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import java.nio.file.Path;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How clients of all ages and languages are sent what is large (`spec/sync-protocol.md` §5.2).
@Timeout(120)
class OldClientsTest {

  private static final int LENGTH = 6_000_000;

  private static Backend backend;
  private static WebSocketClient client;

  @BeforeAll
  static void start(@TempDir Path data) {
    backend = Jensen.builder(data.resolve("data")).functions(new Texts()).start();
    client = RawSocket.newClient();
  }

  @AfterAll
  static void stop() {
    RawSocket.stop(client);
    backend.close();
  }

  /// A client whose first transition is a long one.
  private static RawSocket follow(String path, @Nullable String header) {
    return new RawSocket(client, backend.url(), path, header)
        .send(
            "{\"type\":\"Connect\",\"sessionId\":\"00000000-0000-4000-8000-000000000001\",\"connectionCount\":0,\"lastCloseReason\":null}")
        .send(
            "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[{\"type\":\"Add\",\"queryId\":0,\"udfPath\":\"texts:repeat\",\"args\":[{\"length\":%d}]}]}"
                .formatted(LENGTH));
  }

  /// The official client before there were parts; those of other languages, which say who they are
  /// in a header, or do not.
  @ParameterizedTest
  @CsvSource({
    "/api/1.27.5/sync, ",
    "/api/0.20.0/sync, ",
    "/api/next/sync, ",
    "/api/sync, ",
    "/api/sync, rust-0.9.0",
    "/api/sync, python-0.7.0",
    "/api/sync, npm-1.27.0",
    "/api/sync, unintelligible",
    "/api/1.48.0/sync, rust-0.9.0"
  })
  void whoDoesNotReadPartsIsSentTheWhole(String path, @Nullable String header)
      throws InterruptedException {
    var socket = follow(path, header);

    assertLong(socket.next());
    socket.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/1.28.0/sync, ",
    "/api/1.48.0/sync, ",
    "/api/sync, npm-1.28.0",
    "/api/sync, jensen-java-0.1.0"
  })
  void whoReadsPartsIsSentThem(String path, @Nullable String header) throws InterruptedException {
    var socket = follow(path, header);

    var first = socket.next();
    var second = socket.next();

    assertThat(first.get("type").asString()).isEqualTo("TransitionChunk");
    assertThat(second.get("type").asString()).isEqualTo("TransitionChunk");
    assertThat(second.get("partNumber").asInt()).isEqualTo(1);
    assertThat(second.get("totalParts").asInt()).isEqualTo(2);
    assertLong(
        JsonMapper.shared()
            .readTree(first.get("chunk").asString() + second.get("chunk").asString()));
    socket.close();
  }

  private static void assertLong(JsonNode message) {
    assertThat(message.get("type").asString()).isEqualTo("Transition");
    assertThat(message.get("modifications").get(0).get("value").asString()).hasSize(LENGTH);
  }

  static final class Texts {

    record Wish(double length) {}

    @Query
    String repeat(QueryContext ctx, @Arguments Wish wish) {
      return "x".repeat((int) wish.length());
    }
  }
}
