package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.Backend;
import dev.jensen.backend.Jensen;
import dev.jensen.functions.Arguments;
import dev.jensen.functions.ConvexError;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.functions.Table;
import java.nio.file.Path;
import java.util.UUID;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Many mutations under way on one socket.
@Timeout(120)
class MutationOrderTest {

  private static final int MUTATIONS = 800;

  private static Backend backend;
  private static WebSocketClient client;

  @BeforeAll
  static void start(@TempDir Path data) {
    backend = Jensen.builder(data).functions(new Tasks()).tables(Tasks.Task.class).start();
    client = RawSocket.newClient();
  }

  @AfterAll
  static void stop() {
    RawSocket.stop(client);
    backend.close();
  }

  /// Every second one fails, so that no commit stands for it.
  @Test
  void noTransitionShowsWhatIsNotAnswered() throws InterruptedException {
    var socket = new RawSocket(client, backend.url());
    socket
        .send(
            "{\"type\":\"Connect\",\"sessionId\":\"%s\",\"connectionCount\":0,\"lastCloseReason\":null}"
                .formatted(UUID.randomUUID()))
        .send(
            "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[{\"type\":\"Add\",\"queryId\":0,\"udfPath\":\"tasks:count\",\"args\":[{}]}]}");
    for (int i = 0; i < MUTATIONS / 2; i++) {
      socket.send(mutation(2 * i, false)).send(mutation(2 * i + 1, true));
    }

    long added = 0;
    long shown = 0;
    for (int answered = 0; answered < MUTATIONS || shown < MUTATIONS / 2; ) {
      var message = socket.next();
      switch (message.get("type").asString()) {
        case "MutationResponse" -> {
          answered++;
          added += message.get("success").asBoolean() ? 1 : 0;
        }
        case "Transition" -> {
          for (var change : message.get("modifications")) {
            shown = change.get("value").asLong();
          }
          assertThat(shown).isLessThanOrEqualTo(added);
        }
        default -> throw new AssertionError(message);
      }
    }
    socket.close();
  }

  private static String mutation(int request, boolean isGranted) {
    return "{\"type\":\"Mutation\",\"requestId\":%d,\"udfPath\":\"tasks:add\",\"args\":[{\"isGranted\":%s}]}"
        .formatted(request, isGranted);
  }

  static final class Tasks {

    @Table("tasks")
    record Task(String text) {}

    record Wish(boolean isGranted) {}

    @Mutation
    void add(MutationContext ctx, @Arguments Wish wish) {
      if (!wish.isGranted()) {
        throw new ConvexError("no");
      }
      ctx.db().insert(new Task("to do"));
    }

    @Query
    double count(QueryContext ctx) {
      return ctx.db().query(Task.class).collect().size();
    }
  }
}
