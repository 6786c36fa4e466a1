package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jensen.mapping.ResultType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The client over a network that breaks.
@Timeout(120)
class ReconnectTest {

  @RegisterExtension private static final ClientApp app = new ClientApp();
  private CuttingProxy proxy;
  private ConvexClient client;

  @BeforeEach
  void connect() throws Exception {
    proxy = new CuttingProxy(app.url());
    // @start region=builder
    client =
        ConvexClient.builder(proxy.url())
            .connectTimeout(Duration.ofSeconds(10))
            .silence(Duration.ofSeconds(20))
            .build();
    // @end
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
    proxy.close();
  }

  private static Map<String, String> note(String channel, String text) {
    return Map.of("channel", channel, "text", text);
  }

  private void await(Predicate<ConnectionState> condition) throws Exception {
    var reached = new CompletableFuture<ConnectionState>();
    var subscription =
        client.onConnectionState(state -> {
          if (condition.test(state)) {
            reached.complete(state);
          }
        });
    reached.get(60, TimeUnit.SECONDS);
    subscription.close();
  }

  /// Answers are lost with the connection, in every state that a mutation can be in.
  @Test
  void everyMutationRunsOnceInOrderHoweverOftenTheConnectionBreaks() throws Exception {
    var futures = new ArrayList<CompletableFuture<String>>();
    for (int i = 0; i < 40; i++) {
      futures.add(client.async().mutation("notes:add", note("once", "n" + i), String.class));
      if (i % 10 == 5) {
        futures.get(i - 3).get(60, TimeUnit.SECONDS);
        proxy.cut();
      }
    }
    for (var future : futures) {
      future.get(60, TimeUnit.SECONDS);
    }

    record Note(String text) {}

    var texts =
        client.query("notes:list", Map.of("channel", "once"), new ResultType<List<Note>>() {});
    var expected = new ArrayList<Note>();
    for (int i = 0; i < 40; i++) {
      expected.add(new Note("n" + i));
    }
    assertThat(texts).isEqualTo(expected);
    assertThat(proxy.connections()).isGreaterThan(1);
  }

  /// The mutation has committed, but nobody has heard of it.
  @Test
  void aMutationWhoseAnswerIsLostRunsOnce() throws Exception {
    await(ConnectionState::isConnected);
    try (var other = ConvexClient.of(app.url())) {
      var told = new Told<Long>();
      other.subscribe("notes:count", Map.of("channel", "lost"), Long.class, told);
      assertThat(told.next()).isEqualTo(0L);
      proxy.deafen();
      var added = client.async().mutation("notes:add", note("lost", "one"), String.class);
      assertThat(told.next()).isEqualTo(1L);
      proxy.cut();

      assertThat(added.get(60, TimeUnit.SECONDS)).isNotEmpty();
      assertThat(client.query("notes:count", Map.of("channel", "lost"), Long.class)).isEqualTo(1);
      assertThat(told.events).isEmpty();
    }
  }

  @Test
  void followedQueriesGoOn() throws Exception {
    var told = new Told<Long>();
    client.subscribe("notes:count", Map.of("channel", "going"), Long.class, told);
    assertThat(told.next()).isEqualTo(0L);

    proxy.refuse(true);
    await(state -> state.retries() > 1);
    try (var other = ConvexHttpClient.of(app.url())) {
      other.mutation("notes:add", note("going", "meanwhile"));
    }
    assertThat(told.events).isEmpty();
    proxy.refuse(false);

    assertThat(told.next()).isEqualTo(1L);
    await(state -> state.retries() == 0);
  }

  @Test
  void anActionFailsWithItsConnection() throws Exception {
    await(ConnectionState::isConnected);
    var late = client.async().action("notes:echoLate", Map.of("millis", 3000, "value", 1));
    client.query("notes:count", Map.of("channel", "sent"));

    proxy.cut();

    var failure = catchThrowableOfType(ExecutionException.class, late::get);
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            ConnectionException.class,
            lost -> {
              assertThat(lost.code()).isEqualTo("ConnectionLost");
              assertThat(lost.mayHaveRun()).isTrue();
            });
  }

  @Test
  void aDeploymentThatSaysNothingIsLeft() throws Exception {
    try (var impatient =
        ConvexClient.builder(proxy.url()).silence(Duration.ofMillis(1500)).build()) {
      impatient.query("notes:count", Map.of("channel", "silence"));
      int before = impatient.connectionState().connectionCount();
      proxy.deafen();
      var added = impatient.async().mutation("notes:add", note("silence", "one"), String.class);
      var again = new CompletableFuture<Integer>();
      impatient.onConnectionState(state -> {
        if (!state.isConnected()) {
          again.complete(before);
        }
      });
      again.get(30, TimeUnit.SECONDS);
      proxy.cut();

      assertThat(added.get(60, TimeUnit.SECONDS)).isNotEmpty();
      assertThat(impatient.connectionState().connectionCount()).isGreaterThan(before);
    }
    try (var http = ConvexHttpClient.of(app.url())) {
      assertThat(http.query("notes:count", Map.of("channel", "silence"), Long.class)).isEqualTo(1);
    }
  }

  @Test
  void theClientOutlivesTheServer() throws Exception {
    var told = new Told<Long>();
    client.subscribe("notes:count", Map.of("channel", "restart"), Long.class, told);
    assertThat(told.next()).isEqualTo(0L);
    client.mutation("notes:add", note("restart", "before"));
    assertThat(told.next()).isEqualTo(1L);

    app.restart();
    client.mutation("notes:add", note("restart", "after"));

    assertThat(told.next()).isEqualTo(2L);
  }
}
