package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.functions.Arguments;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.functions.Table;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A client with a live query that makes changes, while others do what no client should.
///
/// For deployments with [Notes].
final class SoundClient implements AutoCloseable {

  private final RawSocket socket;
  private final String list = UUID.randomUUID().toString();
  private int added;

  SoundClient(RawSocket socket) throws InterruptedException {
    this.socket = socket;
    socket.send(
        "{\"type\":\"Connect\",\"sessionId\":\"%s\",\"connectionCount\":0,\"lastCloseReason\":null}"
            .formatted(UUID.randomUUID()));
    socket.send(
        "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[{\"type\":\"Add\",\"queryId\":0,\"udfPath\":\"notes:count\",\"args\":[{\"list\":\"%s\"}]}]}"
            .formatted(list));
    assertThat(shown(news())).isZero();
  }

  /// Makes a change, is answered once, and is shown it once.
  void goesOn() throws InterruptedException {
    socket.send(
        "{\"type\":\"Mutation\",\"requestId\":%d,\"udfPath\":\"notes:add\",\"args\":[{\"list\":\"%s\"}]}"
            .formatted(added, list));

    var response = news();
    assertThat(response.get("type").asString()).as("%s", response).isEqualTo("MutationResponse");
    assertThat(response.get("requestId").asInt()).isEqualTo(added);
    assertThat(response.get("success").asBoolean()).as("%s", response).isTrue();
    added++;
    assertThat(shown(news())).isEqualTo(added);
  }

  /// What comes, but for transitions that show nothing: others change the same table.
  private JsonNode news() throws InterruptedException {
    JsonNode message;
    do {
      message = socket.next();
    } while (message.path("modifications").isArray() && message.get("modifications").isEmpty());
    return message;
  }

  private static int shown(JsonNode transition) {
    assertThat(transition.get("type").asString()).as("%s", transition).isEqualTo("Transition");
    return transition.get("modifications").get(0).get("value").asInt();
  }

  @Override
  public void close() {
    socket.close();
  }

  /// The functions it calls.
  static final class Notes {

    @Table("notes")
    record Note(String list) {}

    record Listed(String list) {}

    @Mutation
    void add(MutationContext ctx, @Arguments Listed listed) {
      ctx.db().insert(new Note(listed.list()));
    }

    @Query
    double count(QueryContext ctx, @Arguments Listed listed) {
      return ctx.db().query(Note.class).stream()
          .filter(note -> note.content().list().equals(listed.list()))
          .count();
    }
  }
}
