package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is shown of a mutation before the backend has answered it.
@Timeout(120)
class OptimisticUpdateTest {

  private static final ResultType<List<Note>> NOTES = new ResultType<>() {};

  private static ClientApp app;
  private ConvexClient client;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    app = new ClientApp(data.resolve("data"));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

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
