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
    var socket = connect(UUID.randomUUID());
    socket.send(follow("many"));
    for (int i = 0; i < MUTATIONS / 2; i++) {
      socket.send(mutation(2 * i, "many", false, 0)).send(mutation(2 * i + 1, "many", true, 0));
    }

    read(socket, MUTATIONS, MUTATIONS / 2);
    socket.close();
  }

  /// The second was committed over a connection on which the first had failed; the first runs
  /// again, and takes longer than it takes to find the second.
  @Test
  void whatIsSentAgainIsAnsweredBeforeItIsShown() throws InterruptedException {
    var session = UUID.randomUUID();
    var first = connect(session);
    first.send(mutation(1, "again", true, 0));
    assertThat(first.next().get("type").asString()).isEqualTo("MutationResponse");
    first.close();

    var second = connect(session);
    second
        .send(mutation(0, "again", false, 300))
        .send(mutation(1, "again", true, 0))
        .send(follow("again"));
    read(second, 2, 1);
    second.close();
  }

  private static RawSocket connect(UUID session) {
    return new RawSocket(client, backend.url())
        .send(
            "{\"type\":\"Connect\",\"sessionId\":\"%s\",\"connectionCount\":0,\"lastCloseReason\":null}"
                .formatted(session));
  }

  private static String follow(String list) {
    return "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[{\"type\":\"Add\",\"queryId\":0,\"udfPath\":\"tasks:count\",\"args\":[{\"list\":\"%s\"}]}]}"
        .formatted(list);
  }

  private static String mutation(int request, String list, boolean isGranted, int millis) {
    return "{\"type\":\"Mutation\",\"requestId\":%d,\"udfPath\":\"tasks:add\",\"args\":[{\"list\":\"%s\",\"isGranted\":%s,\"millis\":%d}]}"
        .formatted(request, list, isGranted, millis);
  }

  /// Reads until there are so many answers and so much is shown.
  private static void read(RawSocket socket, int answers, long tasks) throws InterruptedException {
    long added = 0;
    long shown = 0;
    for (int answered = 0; answered < answers || shown < tasks; ) {
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
  }

  static final class Tasks {

    @Table("tasks")
    record Task(String list) {}

    record Wish(String list, boolean isGranted, double millis) {}

    record Listed(String list) {}

    @Mutation
    void add(MutationContext ctx, @Arguments Wish wish) {
      long end = System.nanoTime() + (long) (wish.millis() * 1_000_000);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      if (!wish.isGranted()) {
        throw new ConvexError("no");
      }
      ctx.db().insert(new Task(wish.list()));
    }

    @Query
    double count(QueryContext ctx, @Arguments Listed listed) {
      return ctx.db().query(Task.class).stream()
          .filter(task -> task.content().list().equals(listed.list()))
          .count();
    }
  }
}
