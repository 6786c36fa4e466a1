package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Value;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The client over HTTP against a running backend.
@Timeout(120)
class HttpClientTest {

  @RegisterExtension private static final ClientApp app = new ClientApp();
  private static ConvexHttpClient client;

  @BeforeAll
  static void connect() {
    client = ConvexHttpClient.of(app.url());
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  record NewNote(String channel, String text, Optional<Long> stars) {}

  record Note(String _id, String text, Optional<Long> stars) {}

  @Test
  void queriesMutationsAndActionsTakeAndReturnRecords() {
    // @start region=mutation
    String id =
        client.mutation("notes:add", new NewNote("a", "milk", Optional.of(5L)), String.class);
    // @end
    // @start region=action
    String loud = client.action("notes:shout", Map.of("channel", "a", "text", "tea"), String.class);
    // @end
    // @start region=query
    long count = client.query("notes:count", Map.of("channel", "a"), Long.class);
    // @end
    // @start region=generic
    List<Note> notes =
        client.query("notes:list", Map.of("channel", "a"), new ResultType<List<Note>>() {});
    // @end

    assertThat(loud).isEqualTo("TEA");
    assertThat(count).isEqualTo(2);
    assertThat(notes).hasSize(2).contains(new Note(id, "milk", Optional.of(5L)));
    assertThat(client.query("notes:count", Map.of("channel", "a"))).isEqualTo(new Value.Int64(2));
  }

  @Test
  void aCallIsMadeWhenAClientGetsIt() {
    // @start region=mutationCall
    var tea = Map.of("channel", "calls", "text", "tea");
    var add = new MutationCall<>("notes:add", tea, ResultType.of(String.class));
    String id = client.mutation(add);
    // @end
    var list =
        new QueryCall<>("notes:list", Map.of("channel", "calls"), ResultType.of(Value.class));
    var shout = new ActionCall<>("notes:shout", tea, ResultType.of(Value.class));

    // @start region=as
    List<Note> notes = client.query(list.as(new ResultType<List<Note>>() {}));
    // @end
    assertThat(notes).containsExactly(new Note(id, "tea", Optional.empty()));
    // @start region=queryCall
    Value listed = client.query(list);
    // @end
    assertThat(listed).isEqualTo(Values.of(notes));
    // @start region=asAction
    String loud = client.action(shout.as(String.class));
    // @end
    assertThat(loud).isEqualTo("TEA");
    // @start region=actionCall
    Value shouted = client.action(shout);
    // @end
    assertThat(shouted).isEqualTo(Values.of("TEA"));
    // @start region=asMutation
    Value other = client.mutation(add.as(Value.class));
    // @end
    assertThat(other).isInstanceOf(Value.Text.class);
  }

  @Test
  void callsMadeLaterAreFuturesToo() {
    var tea = Map.of("channel", "later", "text", "tea");
    var list =
        new QueryCall<>("notes:list", Map.of("channel", "later"), ResultType.of(Value.class));
    var add = new MutationCall<>("notes:add", tea, ResultType.of(String.class));
    var shout = new ActionCall<>("notes:shout", tea, ResultType.of(String.class));

    // @start region=asyncQueryCall
    CompletableFuture<Value> listed = client.async().query(list);
    // @end
    assertThat(listed).succeedsWithin(Duration.ofSeconds(30)).isInstanceOf(Value.Array.class);
    // @start region=asyncMutationCall
    CompletableFuture<String> added = client.async().mutation(add);
    // @end
    assertThat(added).succeedsWithin(Duration.ofSeconds(30));
    // @start region=asyncActionCall
    CompletableFuture<String> shouted = client.async().action(shout);
    // @end
    assertThat(shouted).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("TEA");
  }

  @Test
  void valuesSurviveTheWayThereAndBack() {
    var value =
        Map.of("integer", 1L << 62, "number", -0.0, "bytes", new byte[] {1, 2}, "none", List.of());

    var echoed = client.query("notes:echo", Map.of("value", value));

    assertThat(echoed).isEqualTo(Values.of(value));
  }

  @Test
  void whatAFunctionThrowsReachesTheCaller() {
    // @start region=error
    try {
      client.mutation("notes:add", Map.of("channel", "errors", "text", ""));
    } catch (ConvexError e) {
      record Reason(String reason, String channel) {}

      assertThat(e.data(Reason.class)).isEqualTo(new Reason("empty", "errors"));
    }
    // @end
    var thrown =
        catchThrowableOfType(
            ConvexError.class,
            () -> client.mutation("notes:add", Map.of("channel", "errors", "text", "")));
    assertThat(thrown.data()).isEqualTo(Values.of(Map.of("reason", "empty", "channel", "errors")));
    // @start region=failed
    assertThatThrownBy(() -> client.query("notes:broken", Map.of()))
        .isExactlyInstanceOf(FunctionException.class)
        .hasMessageContaining("out of order");
    // @end
    assertThatThrownBy(() -> client.query("notes:hidden", Map.of()))
        .hasMessageContaining("Could not find public function for 'notes:hidden'");
    assertThatThrownBy(() -> client.query("notes:count", Map.of()))
        .hasMessageContaining("ArgumentValidationError");
    // @start region=mismatched
    assertThatThrownBy(() -> client.query("notes:count", Map.of("channel", "x"), String.class))
        .isInstanceOf(MismatchedResultException.class);
    // @end
  }

  @Test
  void tokensSayWhoCalls() {
    // @start region=of
    try (var users = ConvexHttpClient.of(app.url())) {
      // @end
      String token = app.token("alice");
      // @start region=token
      users.setAuth(token);
      // @end
      assertThat(users.query("notes:whoami", Map.of(), String.class)).isEqualTo("alice");
      // @start region=admin
      users.setAdminAuth(ClientApp.KEY, Map.of("issuer", "https://me.test", "subject", "carol"));
      // @end
      assertThat(users.query("notes:whoami", Map.of(), String.class)).isEqualTo("carol");
      // @start region=administrator
      users.setAdminAuth(ClientApp.KEY);
      // @end
      assertThat(users.query("notes:hidden", Map.of(), String.class)).isEqualTo("hidden");
      // @start region=nobody
      users.clearAuth();
      // @end
      assertThat(users.query("notes:whoami", Map.of())).isEqualTo(new Value.Null());
    }
  }

  @Test
  void aRefusedTokenIsRefreshedOnce() {
    var asked = new CopyOnWriteArrayList<Boolean>();
    try (var users = ConvexHttpClient.of(app.url())) {
      // @start region=source
      users.setAuth(refresh -> {
        asked.add(refresh);
        return refresh ? app.token("bob") : app.expiring("bob", -60);
      });
      // @end
      assertThat(users.query("notes:whoami", Map.of(), String.class)).isEqualTo("bob");
      assertThat(asked).containsExactly(false, true);
      users.mutation("notes:add", Map.of("channel", "refreshed", "text", "once"));
    }
    assertThat(client.query("notes:count", Map.of("channel", "refreshed"), Long.class))
        .isEqualTo(1);
  }

  @Test
  void aTokenThatStaysRefusedFailsTheCall() {
    try (var users = ConvexHttpClient.of(app.url())) {
      users.setAuth(app.foreignToken());

      // @start region=refused
      var refused =
          catchThrowableOfType(RefusedException.class, () -> users.query("notes:whoami", Map.of()));

      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.code()).isEqualTo("NoAuthProvider");
      // @end
    }
    assertThatThrownBy(() -> client.setAuth("to\nken")).hasMessageNotContaining("ken\n");
  }

  @Test
  void futuresAreTheSameCalls() throws Exception {
    // @start region=asyncQuery
    CompletableFuture<Long> count =
        client.async().query("notes:count", Map.of("channel", "none"), Long.class);
    // @end
    // @start region=asyncMutation
    CompletableFuture<String> added =
        client
            .async()
            .mutation("notes:add", new NewNote("b", "tea", Optional.empty()), String.class);
    // @end
    // @start region=asyncAction
    CompletableFuture<String> loud =
        client.async().action("notes:shout", Map.of("channel", "b", "text", "tea"), String.class);
    // @end

    assertThat(count.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(added.get(30, TimeUnit.SECONDS)).isNotEmpty();
    assertThat(loud.get(30, TimeUnit.SECONDS)).isEqualTo("TEA");
    assertThat(client.async().query("notes:broken", Map.of()))
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(FunctionException.class);
  }

  @Test
  void aTimeoutEndsTheCall() {
    try (var hasty = ConvexHttpClient.builder(app.url()).timeout(Duration.ofMillis(300)).build()) {
      // @start region=connectionException
      var late =
          catchThrowableOfType(
              ConnectionException.class,
              () -> hasty.action("notes:echoLate", Map.of("millis", 3_000, "value", 1)));

      assertThat(late.code()).isEqualTo("Timeout");
      assertThat(late.mayHaveRun()).isTrue();
      // @end
    }
  }

  @Test
  void callersWhoAreInterruptedStopWaiting() throws Exception {
    var thrown = new CompletableFuture<Throwable>();
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                client.action("notes:echoLate", Map.of("millis", 3_000, "value", 1));
              } catch (ConnectionException e) {
                thrown.complete(e);
              }
            });
    thread.interrupt();

    assertThat(((ConnectionException) thrown.get(10, TimeUnit.SECONDS)).code())
        .isEqualTo("Interrupted");
  }

  @Test
  void bothClientsLeaveOpenWhatIsTheCallers() {
    try (var http = HttpClient.newHttpClient()) {
      for (int i = 0; i < 2; i++) {
        // @start region=liveHttp
        try (var client = ConvexClient.builder(app.url()).http(http).build()) {
          assertThat(client.query("notes:whoami", Map.of())).isEqualTo(new Value.Null());
        }
        // @end
        // @start region=http
        try (var client = ConvexHttpClient.builder(app.url()).http(http).build()) {
          assertThat(client.query("notes:whoami", Map.of())).isEqualTo(new Value.Null());
        }
        // @end
      }
    }
  }

  @Test
  void whatFunctionsLogIsPassedOn() {
    try (var log = new RecordedLog("dev.jensen.client.functions")) {
      client.query("notes:logged", Map.of());

      assertThat(log.lines())
          .containsExactly(
              "FINE [CONVEX Q(notes:logged)] 'quiet'", "WARNING [CONVEX Q(notes:logged)] 'loud' 3");
    }
  }

  @Test
  void aQueryIsTriedAgainAndAMutationIsNot() throws Exception {
    try (var server = new UnreliableServer();
        // @start region=client
        var client = ConvexHttpClient.builder(server.url()).timeout(Duration.ofSeconds(30)).build()
        // @end
        ) {
      server.cut(2);
      assertThat(client.query("any:thing", Map.of())).isEqualTo(Values.of("answer"));
      assertThat(server.requests()).isEqualTo(3);

      server.cut(1);
      var lost =
          catchThrowableOfType(
              ConnectionException.class, () -> client.mutation("any:thing", Map.of()));
      assertThat(lost.code()).isEqualTo("ConnectionLost");
      assertThat(lost.mayHaveRun()).isTrue();
      assertThat(server.requests()).isEqualTo(4);

      server.refuse(1, 503);
      assertThat(client.query("any:thing", Map.of())).isEqualTo(Values.of("answer"));
      server.refuse(1, 503);
      assertThatThrownBy(() -> client.mutation("any:thing", Map.of()))
          .isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void closingFailsWhatWaitsAndWhatComesLater() throws Exception {
    try (var http = HttpClient.newHttpClient();
        var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var url = URI.create("http://127.0.0.1:%d".formatted(silent.getLocalPort()));
      var closing = ConvexHttpClient.builder(url).http(http).build();
      var waiting = closing.async().query("notes:list", Map.of());
      try (var connection = silent.accept()) {
        // So that the request is on its way.
        assertThat(connection.getInputStream().read()).isPositive();
        closing.close();
      }

      assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              ConnectionException.class,
              lost -> {
                assertThat(lost.code()).isEqualTo("Closed");
                assertThat(lost.mayHaveRun()).isTrue();
              });
      var never =
          catchThrowableOfType(
              ConnectionException.class, () -> closing.query("notes:list", Map.of()));
      assertThat(never.code()).isEqualTo("Closed");
      assertThat(never.mayHaveRun()).isFalse();
    }
  }

  @Test
  void whatCannotBeSentIsRefused() {
    assertThatThrownBy(
            () -> client.mutation("notes:add", Map.of("text", new Value.CommitTimestamp())))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("commit timestamp");
    assertThatThrownBy(() -> client.query("notes:list\ud800", Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  void wrongSettingsAreRefused() {
    var builder = ConvexHttpClient.builder(app.url());
    assertThatThrownBy(() -> builder.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.connectTimeout(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ConvexHttpClient.of(URI.create("http://my_backend:3210")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("my_backend");
    try (var patient = builder.timeout(Duration.ofSeconds(Long.MAX_VALUE)).build()) {
      assertThat(patient.query("notes:count", Map.of("channel", "none"), Long.class)).isZero();
    }
  }

  @Test
  void whoIsNotThereIsUnreachable() throws Exception {
    URI nowhere;
    try (var gone = new UnreliableServer()) {
      nowhere = gone.url();
    }
    // @start region=patience
    try (var client =
        ConvexHttpClient.builder(nowhere)
            .connectTimeout(Duration.ofSeconds(5))
            .attempts(2)
            .build()) {
      // @end
      var unreachable =
          catchThrowableOfType(
              ConnectionException.class, () -> client.mutation("any:thing", Map.of()));

      assertThat(unreachable.code()).isEqualTo("Unreachable");
      assertThat(unreachable.mayHaveRun()).isFalse();
    }
    assertThatThrownBy(() -> ConvexHttpClient.of(URI.create("ftp://here.test")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
