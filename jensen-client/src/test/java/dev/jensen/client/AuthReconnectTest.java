package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.mapping.ResultType;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The cycle of tokens over a network that breaks.
@Timeout(300)
class AuthReconnectTest {

  @RegisterExtension private static final ClientApp app = new ClientApp();

  private static final ResultType<Optional<String>> NAME = new ResultType<>() {};

  /// Even, so that each way of breaking meets the sign-in of one user and the refreshes of both.
  private static final int ROUNDS = 4;

  /// Longer than any token lives: the next one is fetched as soon as one is accepted.
  private static final Duration ALWAYS = Duration.ofDays(1);

  private final Told<Optional<String>> names = new Told<>();
  private final LinkedBlockingQueue<Boolean> accepted = new LinkedBlockingQueue<>();

  /// While a token is fetched, the connection is either cut, or what the deployment says to the
  /// token, and to everything else, is lost with it.
  @Test
  void whoCallsIsRightHoweverOftenTheConnectionBreaks() throws Exception {
    try (var proxy = new CuttingProxy(app.url());
        var onlooker = ConvexClient.of(app.url());
        var client = ConvexClient.builder(proxy.url()).refreshLeeway(ALWAYS).build()) {
      client.subscribe("notes:whoami", Map.of(), NAME, names);
      assertThat(names.next()).isEqualTo(Optional.empty());

      play(new User("bob", app, client, onlooker), List.of(proxy::deafen, proxy::cut), proxy);
      play(new User("carol", app, client, onlooker), List.of(proxy::cut, proxy::deafen), proxy);

      assertThat(new LinkedHashSet<>(names.events))
          .containsExactly(Optional.of("bob"), Optional.of("carol"));
      assertThat(accepted).isNotEmpty().doesNotContain(false);
      var byNobody = Map.of("channel", "signed by null");
      assertThat(client.query("notes:count", byNobody, Long.class)).isZero();
      assertThat(proxy.connections()).isGreaterThanOrEqualTo(2 * ROUNDS);
    }
  }

  private void play(User user, List<Runnable> breaks, CuttingProxy proxy) throws Exception {
    var signed = user.signed();
    assertThat(signed.next()).isEqualTo(0L);
    for (int i = 0; i < ROUNDS; i++) {
      var broken = user.atNextToken(breaks.get(i % breaks.size()));
      if (i == 0) {
        user.signIn(accepted);
      }
      var by = user.client.async().mutation("notes:sign", Map.of(), NAME);
      var name = user.client.async().query("notes:whoami", Map.of("of", user.name + i), NAME);

      // It has run, whether the client has heard of it or not.
      assertThat(signed.next()).isEqualTo(i + 1L);
      broken.get(60, TimeUnit.SECONDS);
      proxy.cut();

      assertThat(by.get(60, TimeUnit.SECONDS)).contains(user.name);
      assertThat(name.get(60, TimeUnit.SECONDS)).contains(user.name);
    }
    var byUser = Map.of("channel", "signed by " + user.name);
    assertThat(user.client.query("notes:count", byUser, Long.class)).isEqualTo(ROUNDS);
  }

  /// One who signs in at `client`.
  ///
  /// @param onlooker a client that nothing happens to
  private record User(
      String name,
      ClientApp app,
      ConvexClient client,
      ConvexClient onlooker,
      AtomicReference<Runnable> next) {

    User(String name, ClientApp app, ConvexClient client, ConvexClient onlooker) {
      this(name, app, client, onlooker, new AtomicReference<>(() -> {}));
    }

    void signIn(LinkedBlockingQueue<Boolean> accepted) {
      client.setAuth(
          refresh -> {
            next.getAndSet(() -> {}).run();
            return app.token(name);
          },
          accepted::add);
    }

    /// Does it once while a token is fetched; the future says when.
    CompletableFuture<Boolean> atNextToken(Runnable action) {
      var done = new CompletableFuture<Boolean>();
      next.set(() -> {
        action.run();
        done.complete(true);
      });
      return done;
    }

    /// How many mutations have run as this user.
    Told<Long> signed() {
      var told = new Told<Long>();
      onlooker.subscribe("notes:count", Map.of("channel", "signed by " + name), Long.class, told);
      return told;
    }
  }
}
