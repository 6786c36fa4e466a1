package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is shown of a mutation before the backend has answered it.
@Timeout(120)
class OptimisticUpdateTest {

  private static final ResultType<List<Note>> NOTES = new ResultType<>() {};

  private static final ResultType<List<String>> TEXTS = new ResultType<>() {};

  @RegisterExtension private static final ClientApp app = new ClientApp();
  private ConvexClient client;

  @BeforeEach
  void connect() {
    client = ConvexClient.of(app.url());
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  record Note(String text) {}

  private static Map<String, String> note(String channel, String text) {
    return Map.of("channel", channel, "text", text);
  }

  private static List<Note> notes(String... texts) {
    return List.of(texts).stream().map(Note::new).toList();
  }

  @Test
  void optimisticUpdatesShowAtOnceAndMakeWay() throws Exception {
    var told = new Told<List<Note>>();
    var arguments = Map.of("channel", "optimistic");
    client.subscribe("notes:list", arguments, NOTES, told);
    assertThat(told.next()).isEqualTo(notes());

    // @start region=optimistic
    CompletableFuture<String> added =
        client.mutation(
            "notes:add",
            Map.of("channel", "optimistic", "text", "real"),
            String.class,
            queries -> {
              var shown = queries.get("notes:list", arguments, NOTES).orElse(List.of());
              var expected = new ArrayList<>(shown);
              expected.add(new Note("expected"));
              queries.set("notes:list", arguments, expected);
            });
    // @end

    assertThat(told.next()).isEqualTo(notes("expected"));
    added.get(30, TimeUnit.SECONDS);
    assertThat(told.next()).isEqualTo(notes("real"));

    var refused =
        client.mutation(
            "notes:add",
            note("optimistic", ""),
            String.class,
            queries -> queries.set("notes:list", arguments, List.of()));
    assertThat(told.next()).isEqualTo(notes());
    assertThatThrownBy(refused::get).hasCauseInstanceOf(ConvexError.class);
    assertThat(told.next()).isEqualTo(notes("real"));
    assertThat(told.events).isEmpty();
  }

  /// Updates of mutations under way run again on whatever the deployment says.
  @Test
  void updatesLieOnEachOther() throws Exception {
    var told = new Told<Object>();
    try (var deployment = new ScriptedDeployment();
        var early = ConvexClient.of(deployment.url())) {
      early.subscribe("notes:list", Map.of(), Object.class, told);
      var peer = deployment.accept();
      peer.next("ModifyQuerySet");
      peer.say(transition(0, 0, 1, 1, "[]"));
      assertThat(told.next()).isEqualTo(List.of());

      var first = early.mutation("notes:add", Map.of(), Object.class, appending("first"));
      assertThat(told.next()).isEqualTo(List.of("first"));
      var second = early.mutation("notes:add", Map.of(), Object.class, appending("second"));
      assertThat(told.next()).isEqualTo(List.of("first", "second"));

      peer.say(transition(1, 1, 1, 2, "[\"other\"]"));
      assertThat(told.next()).isEqualTo(List.of("other", "first", "second"));

      peer.say(answer(0, true, 3)).say(transition(1, 2, 1, 3, "[\"other\",\"real\"]"));
      assertThat(told.next()).isEqualTo(List.of("other", "real", "second"));
      assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("answer");

      peer.say(answer(1, false, 0));
      assertThat(told.next()).isEqualTo(List.of("other", "real"));
      assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS)).hasMessageContaining("answer");
    }
  }

  private static OptimisticUpdate appending(String text) {
    return queries -> {
      var shown = new ArrayList<>(queries.get("notes:list", Map.of(), TEXTS).orElseThrow());
      shown.add(text);
      queries.set("notes:list", Map.of(), shown);
    };
  }

  private static String answer(int requestId, boolean succeeds, long time) {
    return """
    {"type":"MutationResponse","requestId":%d,"success":%b,"result":"answer","ts":%s,"logLines":[]}
    """
        .formatted(requestId, succeeds, succeeds ? "\"%s\"".formatted(encoded(time)) : "null");
  }

  private static String transition(
      int startQuerySet, long start, int endQuerySet, long end, String result) {
    return """
    {"type":"Transition",
     "startVersion":{"querySet":%d,"identity":0,"ts":"%s"},
     "endVersion":{"querySet":%d,"identity":0,"ts":"%s"},
     "modifications":[
       {"type":"QueryUpdated","queryId":0,"value":%s,"logLines":[],"journal":null}]}
    """
        .formatted(startQuerySet, encoded(start), endQuerySet, encoded(end), result);
  }

  private static String encoded(long time) {
    return new Timestamp(time).encode();
  }

  @Test
  void callsAreFollowedAndShownEarly() throws Exception {
    var told = new Told<List<Note>>();
    var list = new QueryCall<>("notes:list", Map.of("channel", "typed"), NOTES);
    var add = new MutationCall<>("notes:add", note("typed", "real"), ResultType.of(String.class));
    // @start region=calls
    client.subscribe(list, told);
    // @end
    assertThat(told.next()).isEqualTo(notes());

    var everywhere = new CompletableFuture<Map<Value, List<Note>>>();
    // @start region=optimisticCall
    var added =
        client.mutation(
            add,
            queries -> {
              var shown = new ArrayList<>(queries.get(list).orElse(List.of()));
              shown.add(new Note("expected"));
              queries.set(list, shown);
              // @start region=all
              everywhere.complete(queries.all("notes:list", NOTES));
              // @end
            });
    // @end

    assertThat(told.next()).isEqualTo(notes("expected"));
    assertThat(everywhere.get(30, TimeUnit.SECONDS))
        .isEqualTo(Map.of(Values.of(Map.of("channel", "typed")), notes("expected")));
    added.get(30, TimeUnit.SECONDS);
    assertThat(told.next()).isEqualTo(notes("real"));
    var first = new FirstResult<QueryResult<List<Note>>>();
    // @start region=watchCall
    client.watch(list).subscribe(first);
    // @end
    // @start region=result
    var shown =
        switch (first.get(30, TimeUnit.SECONDS)) {
          case QueryResult.Success<List<Note>>(var notes) -> notes;
          case QueryResult.Failure<List<Note>>(var failure) -> failure.code();
        };
    // @end
    assertThat(shown).isEqualTo(notes("real"));
  }
}
