package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The client over WebSocket against a running backend.
@Timeout(120)
class LiveClientTest {

  private static final ResultType<List<Note>> NOTES = new ResultType<>() {};

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
  void queriesAreFollowed() throws Exception {
    var told = new Told<List<Note>>();
    // @start region=subscribe
    Subscription subscription =
        client.subscribe("notes:list", Map.of("channel", "followed"), NOTES, told);
    // @end

    assertThat(told.next()).isEqualTo(notes());
    client.mutation("notes:add", note("followed", "one"));
    // The listener was told before the mutation returned.
    assertThat(told.events).containsExactly(notes("one"));
    client.mutation("notes:add", note("elsewhere", "two"));
    // @start region=unsubscribe
    subscription.close();
    // @end
    client.mutation("notes:add", note("followed", "three"));
    assertThat(told.events).hasSize(1);
  }

  @Test
  void callsReturnAndFail() {
    // @start region=client
    try (var client = ConvexClient.of(app.url())) {
      client.mutation("notes:add", Map.of("channel", "calls", "text", "hello"));
      long count = client.query("notes:count", Map.of("channel", "calls"), Long.class);
      assertThat(count).isEqualTo(1);
    }
    // @end
    assertThat(client.action("notes:shout", note("calls", "loud"), String.class)).isEqualTo("LOUD");
    var thrown =
        catchThrowableOfType(
            ConvexError.class, () -> client.mutation("notes:add", note("calls", "")));
    assertThat(thrown.data()).isEqualTo(Values.of(Map.of("reason", "empty", "channel", "calls")));
    assertThatThrownBy(() -> client.query("notes:broken", Map.of()))
        .isExactlyInstanceOf(FunctionException.class)
        .hasMessageContaining("out of order");
    assertThatThrownBy(() -> client.action("notes:none", Map.of()))
        .isInstanceOf(FunctionException.class);
    assertThat(client.async().query("notes:count", Map.of("channel", "calls"), Long.class))
        .succeedsWithin(Duration.ofSeconds(30))
        .isEqualTo(2L);
  }

  /// Whether it succeeds or fails, and though none waits until the one before is durable.
  @Test
  void mutationsSeeThoseBeforeThem() throws Exception {
    var added = new ArrayList<CompletableFuture<Long>>();
    var refused = new ArrayList<CompletableFuture<Long>>();
    for (int i = 0; i < 100; i++) {
      added.add(client.async().mutation("notes:addOnce", note("seen", "n" + i), Long.class));
      refused.add(client.async().mutation("notes:addOnce", note("seen", "n" + i), Long.class));
    }

    for (int i = 0; i < 100; i++) {
      long count = 1L + i;
      assertThat(added.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i);
      assertThat(refused.get(i))
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableThat()
          .havingCause()
          .isInstanceOfSatisfying(
              ConvexError.class, e -> assertThat(e.data()).isEqualTo(Values.of(count)));
    }
  }

  @Test
  void mutationsRunInOrder() throws Exception {
    var futures = new ArrayList<CompletableFuture<String>>();
    for (int i = 0; i < 100; i++) {
      // @start region=async
      futures.add(client.async().mutation("notes:add", note("order", "n" + i), String.class));
      // @end
    }
    for (var future : futures) {
      future.get(60, TimeUnit.SECONDS);
    }

    var texts = client.query("notes:list", Map.of("channel", "order"), NOTES);
    assertThat(texts).hasSize(100);
    for (int i = 0; i < 100; i++) {
      assertThat(texts.get(i).text()).isEqualTo("n" + i);
    }
  }

  @Test
  void failuresAreFollowedToo() throws Exception {
    var shown = new LinkedBlockingQueue<String>();
    var mismatched = new Told<String>();

    // @start region=listener
    client.subscribe(
        "notes:broken",
        Map.of(),
        String.class,
        new QueryListener<>() {
          @Override
          public void changed(String result) {
            shown.add(result);
          }

          @Override
          public void failed(ConvexException failure) {
            shown.add(failure.code());
          }
        });
    // @end
    client.subscribe("notes:count", Map.of("channel", "x"), String.class, mismatched);

    assertThat(shown.poll(30, TimeUnit.SECONDS)).isEqualTo("FunctionFailed");
    assertThat(mismatched.next()).isInstanceOf(MismatchedResultException.class);
  }

  @Test
  void subscribersShareAQuery() throws Exception {
    var first = new Told<Long>();
    var second = new Told<Long>();
    var arguments = Map.of("channel", "shared");

    var subscription = client.subscribe("notes:count", arguments, Long.class, first);
    assertThat(first.next()).isEqualTo(0L);
    client.subscribe("notes.js:count", arguments, Long.class, second);
    assertThat(second.next()).isEqualTo(0L);
    subscription.close();
    client.mutation("notes:add", note("shared", "one"));

    assertThat(second.next()).isEqualTo(1L);
    assertThat(first.events).isEmpty();
  }

  @Test
  void publishersGiveTheNewestWhenAsked() throws Exception {
    // @start region=watch
    Flow.Publisher<QueryResult<Long>> counts =
        client.watch("notes:count", Map.of("channel", "flow"), Long.class);
    // @end
    var told = new LinkedBlockingQueue<Object>();
    var subscribed = new CompletableFuture<Flow.Subscription>();
    counts.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscribed.complete(subscription);
          }

          @Override
          public void onNext(QueryResult<Long> result) {
            told.add(result);
          }

          @Override
          public void onError(Throwable failure) {
            told.add(failure);
          }

          @Override
          public void onComplete() {
            told.add("complete");
          }
        });
    for (int i = 0; i < 3; i++) {
      client.mutation("notes:add", note("flow", "n" + i));
    }
    assertThat(told).isEmpty();

    subscribed.get().request(1);
    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo(new QueryResult.Success<>(3L));
    client.mutation("notes:add", note("flow", "more"));
    assertThat(told).isEmpty();
    subscribed.get().request(5);
    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo(new QueryResult.Success<>(4L));
    client.close();
    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("complete");
  }

  @Test
  void listenersMustNotWaitForCalls() throws Exception {
    var thrown = new CompletableFuture<Throwable>();

    client.subscribe(
        "notes:count",
        Map.of("channel", "wait"),
        Long.class,
        count -> {
          try {
            client.mutation("notes:add", note("wait", "one"));
          } catch (IllegalStateException e) {
            thrown.complete(e);
          }
        });

    assertThat(thrown.get(30, TimeUnit.SECONDS)).hasMessageContaining("Use async()");
  }

  @Test
  void largeResultsArrive() {
    var text = client.query("notes:large", Map.of("characters", 3_000_000), String.class);

    assertThat(text).hasSize(3_000_001).endsWith("\u20ac");
  }

  @Test
  void functionsLogs() {
    try (var log = new RecordedLog("dev.jensen.client.functions")) {
      client.mutation("notes:add", note("logs", "x"));
      client.query("notes:logged", Map.of());

      assertThat(log.lines())
          .containsExactly(
              "INFO [CONVEX M(notes:add)] 'adding' 'x'",
              "FINE [CONVEX Q(notes:logged)] 'quiet'",
              "WARNING [CONVEX Q(notes:logged)] 'loud' 3");
    }
  }

  @Test
  void theConnectionsStateIsTold() throws Exception {
    var connected = new CompletableFuture<ConnectionState>();
    // @start region=connection
    Subscription subscription =
        client.onConnectionState(state -> {
          if (state.isConnected()) {
            connected.complete(state);
          }
        });
    // @end

    assertThat(connected.get(30, TimeUnit.SECONDS).connectionCount()).isEqualTo(1);
    // @start region=connectionNow
    assertThat(client.connectionState().retries()).isZero();
    // @end
    subscription.close();
  }

  @Test
  void closingEndsWhatWaits() throws Exception {
    var told = new Told<Long>();
    client.subscribe("notes:count", Map.of("channel", "closing"), Long.class, told);
    assertThat(told.next()).isEqualTo(0L);
    var late = client.async().action("notes:echoLate", Map.of("millis", 3000, "value", 1));

    client.close();
    client.close();

    var failure = catchThrowableOfType(ExecutionException.class, late::get);
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            ConnectionException.class, lost -> assertThat(lost.code()).isEqualTo("Closed"));
    assertThat(told.next()).isEqualTo("ended");
    var latecomer = new Told<Long>();
    client.subscribe("notes:count", Map.of("channel", "closing"), Long.class, latecomer);
    assertThat(latecomer.next()).isEqualTo("ended");
    var never =
        catchThrowableOfType(
            ConnectionException.class, () -> client.mutation("notes:add", note("closing", "x")));
    assertThat(never.code()).isEqualTo("Closed");
    assertThat(never.mayHaveRun()).isFalse();
    // It says where the call was, not where its end was noticed.
    assertThat(never.getStackTrace())
        .anySatisfy(frame -> assertThat(frame.getClassName()).contains("LiveClientTest"));
    assertThatThrownBy(() -> client.query("notes:count", Map.of("channel", "closing")))
        .isInstanceOf(ConnectionException.class);
  }

  @Test
  void threadsDoNotGrowWithSubscriptions(@TempDir Path folder) throws Exception {
    var told = new Told<Long>();
    client.subscribe("notes:count", Map.of("channel", "t0"), Long.class, told);
    assertThat(told.next()).isEqualTo(0L);
    var before = ThreadNames.of(folder.resolve("before.json"));

    for (int i = 1; i <= 200; i++) {
      client.subscribe("notes:count", Map.of("channel", "t" + i), Long.class, told);
    }
    for (int i = 1; i <= 200; i++) {
      assertThat(told.next()).isEqualTo(0L);
    }

    var after = ThreadNames.of(folder.resolve("after.json"));
    assertThat(before).contains("convex-client", "convex-listeners");
    // The backend runs in this process too, and its threads come and go.
    assertThat(after).hasSizeLessThan(before.size() + 50);
  }
}
