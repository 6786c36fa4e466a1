package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.mapping.ResultType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The cycle of tokens over WebSocket against a running backend and an issuer.
@Timeout(120)
class LiveAuthTest {

  private static final ResultType<Optional<String>> NAME = new ResultType<>() {};

  @RegisterExtension private static final ClientApp app = new ClientApp();
  private final LinkedBlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
  private ConvexClient client;

  @BeforeEach
  void connect() {
    client = ConvexClient.of(app.url());
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private Optional<String> whoami() {
    return client.query("notes:whoami", Map.of(), NAME);
  }

  private Boolean nextTold() throws InterruptedException {
    return told.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void followedQueriesSeeWhoAuthenticates() throws Exception {
    var names = new Told<Optional<String>>();
    client.subscribe("notes:whoami", Map.of(), NAME, names);
    assertThat(names.next()).isEqualTo(Optional.empty());

    // @start region=listener
    client.setAuth(refresh -> app.token("alice"), isAuthenticated -> told.add(isAuthenticated));
    // @end
    assertThat(names.next()).isEqualTo(Optional.of("alice"));
    assertThat(nextTold()).isTrue();
    // @start region=nobody
    client.clearAuth();
    // @end
    assertThat(names.next()).isEqualTo(Optional.empty());
    // @start region=admin
    client.setAdminAuth(ClientApp.KEY, Map.of("issuer", "https://me.test", "subject", "carol"));
    // @end
    assertThat(names.next()).isEqualTo(Optional.of("carol"));
    // @start region=administrator
    client.setAdminAuth(ClientApp.KEY);
    // @end
    assertThat(client.query("notes:hidden", Map.of(), String.class)).isEqualTo("hidden");
    // @start region=token
    client.setAuth(app.token("bob"));
    // @end
    assertThat(names.next()).isEqualTo(Optional.empty());
    assertThat(names.next()).isEqualTo(Optional.of("bob"));
  }

  /// What is asked right after `setAuth` waits for the token.
  @Test
  void nothingIsAskedBeforeTheTokenIsThere() {
    // @start region=source
    client.setAuth(refresh -> app.token("alice"));
    // @end

    assertThat(whoami()).contains("alice");
  }

  @Test
  void tokensAreRefreshedBeforeTheyEnd() throws Exception {
    var asked = new LinkedBlockingQueue<Boolean>();
    try (var quick =
        // @start region=leeway
        ConvexClient.builder(app.url()).refreshLeeway(Duration.ofMillis(3500)).build()
    // @end
    ) {
      quick.setAuth(
          refresh -> {
            asked.add(refresh);
            return app.expiring("alice", 5);
          },
          told::add);

      assertThat(asked.poll(30, TimeUnit.SECONDS)).isFalse();
      for (int i = 0; i < 3; i++) {
        assertThat(asked.poll(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(quick.query("notes:whoami", Map.of(), NAME)).contains("alice");
      assertThat(quick.connectionState().connectionCount()).isEqualTo(1);
      assertThat(told).containsExactly(true);
    }
  }

  /// A token that was kept for too long is refused, and a fresh one takes its place before anything
  /// is asked.
  @Test
  void aRefusedTokenIsReplaced() throws Exception {
    var asked = new CopyOnWriteArrayList<Boolean>();
    client.setAuth(
        refresh -> {
          asked.add(refresh);
          return refresh ? app.token("bob") : app.expiring("bob", -60);
        },
        told::add);

    assertThat(whoami()).contains("bob");
    assertThat(nextTold()).isTrue();
    assertThat(asked).startsWith(false, true);
    assertThat(client.mutation("notes:add", Map.of("channel", "auth", "text", "x"))).isNotNull();
  }

  @Test
  void tokensThatAreAlwaysRefusedAreGivenUp() throws Exception {
    var asked = new CopyOnWriteArrayList<Boolean>();
    client.setAuth(
        refresh -> {
          asked.add(refresh);
          return refresh ? app.expiring("eve", -System.nanoTime() % 1000 - 60) : null;
        },
        told::add);

    assertThat(nextTold()).isFalse();
    assertThat(whoami()).isEmpty();
    assertThat(asked).containsExactly(false, true, true, true);
    assertThat(told).isEmpty();
  }

  @Test
  void aSourceWithoutTokensLeavesNobody() throws Exception {
    client.setAuth(
        refresh -> {
          if (refresh) {
            throw new IllegalStateException("no session");
          }
          return null;
        },
        told::add);

    assertThat(whoami()).isEmpty();
    assertThat(nextTold()).isFalse();
  }

  /// The identity of a socket expires; the call that finds out is made again with a fresh token.
  @Test
  void anExpiredTokenIsReplaced() throws Exception {
    var tokens = new LinkedBlockingQueue<String>();
    tokens.add(app.expiring("alice", 3));
    client.setAuth(
        refresh -> {
          var next = tokens.peek();
          return next == null ? app.token("alice") : next;
        },
        told::add);
    assertThat(nextTold()).isTrue();
    assertThat(whoami()).contains("alice");
    tokens.clear();

    var before = client.connectionState().connectionCount();
    try (var clock = ConvexHttpClient.of(app.url())) {
      while (client.connectionState().connectionCount() == before) {
        clock.action("notes:echoLate", Map.of("millis", 300, "value", 1));
        assertThat(client.mutation("notes:add", Map.of("channel", "expiry", "text", "x")))
            .isNotNull();
      }
    }

    assertThat(whoami()).contains("alice");
  }

  /// What was sent while the server was away runs as the user, once.
  @Test
  void aServerThatStartsAgainIsToldWhoCalls() throws Exception {
    client.setAuth(refresh -> app.token("alice"), told::add);
    assertThat(nextTold()).isTrue();

    var sent =
        CompletableFuture.runAsync(app::restart)
            .thenCombine(
                client.async().mutation("notes:sign", Map.of(), String.class), (_, by) -> by);

    assertThat(sent.get(60, TimeUnit.SECONDS)).isEqualTo("alice");
    assertThat(whoami()).contains("alice");
    assertThat(client.query("notes:count", Map.of("channel", "signed by alice"), Long.class))
        .isEqualTo(1);
  }
}
