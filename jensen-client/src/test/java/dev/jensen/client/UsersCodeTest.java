package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.mapping.ResultType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a client calls may throw anything, or do what it must not, and the client goes on.
@Timeout(60)
class UsersCodeTest {

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

  /// Throws what the compiler would not let a listener throw, as Kotlin does.
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException thrown(Throwable failure) throws E {
    throw (E) failure;
  }

  /// Adds a note and waits until that has succeeded.
  private void add(String channel, OptimisticUpdate update) throws Exception {
    var note = Map.of("channel", channel, "text", "x");
    var added = client.mutation("notes:add", note, String.class, update);
    assertThat(added.get(30, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void listenersMayThrowAnything() throws Exception {
    var arguments = Map.of("channel", "thrown");
    var calm = new Told<Long>();
    client.subscribe(
        "notes:count",
        arguments,
        Long.class,
        count -> {
          throw new AssertionError("count is " + count);
        });
    client.subscribe(
        "notes:count",
        arguments,
        Long.class,
        count -> {
          throw thrown(new IOException("checked"));
        });
    client.subscribe("notes:count", arguments, Long.class, calm);

    assertThat(calm.next()).isEqualTo(0L);
    client.mutation("notes:add", Map.of("channel", "thrown", "text", "x"));
    assertThat(calm.next()).isEqualTo(1L);
  }

  /// Whoever asks what it says gets an error, as the log does that writes it down.
  private static final class Unspeakable extends RuntimeException {

    @Override
    public String getMessage() {
      throw new AssertionError("it has no words");
    }
  }

  @Test
  void whatIsThrownMayBeUnableToSayWhatItIs() throws Exception {
    var arguments = Map.of("channel", "unspeakable");
    var calm = new Told<Long>();
    var asked = new AtomicInteger();
    client.setAuth(refresh -> {
      if (asked.incrementAndGet() == 1) {
        throw new Unspeakable();
      }
      return app.token("alice");
    });
    client.subscribe(
        "notes:count",
        arguments,
        Long.class,
        count -> {
          throw new Unspeakable();
        });
    client.subscribe("notes:count", arguments, Long.class, calm);
    assertThat(calm.next()).isEqualTo(0L);

    add(
        "unspeakable",
        queries -> {
          throw new Unspeakable();
        });

    assertThat(calm.next()).isEqualTo(1L);
    assertThat(client.query("notes:whoami", Map.of(), NAME)).contains("alice");
  }

  @Test
  void anUpdateThatThrowsIsLeftOut() throws Exception {
    var count = new Told<Long>();
    var arguments = Map.of("channel", "left out");
    client.subscribe("notes:count", arguments, Long.class, count);
    assertThat(count.next()).isEqualTo(0L);

    add(
        "left out",
        queries -> {
          queries.set("notes:count", arguments, 7L);
          throw new AssertionError("left out");
        });

    assertThat(count.next()).isEqualTo(1L);
  }

  /// What users' code gets that waits for a call in a way that it must not.
  private static String refusal(Runnable waiting) {
    try {
      waiting.run();
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
    return "it waited";
  }

  /// All ways to wait for a call of `client`.
  private static List<String> refusals(ConvexClient client) {
    var name = client.async().query("notes:whoami", Map.of(), NAME);
    return Stream.<Runnable>of(
            () -> client.query("notes:whoami", Map.of(), NAME),
            name::join,
            name.thenApply(Optional::isEmpty)::join,
            () -> {
              try {
                name.get();
              } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
              }
            },
            () -> {
              try {
                name.get(30, TimeUnit.SECONDS);
              } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError(e);
              }
            })
        .map(UsersCodeTest::refusal)
        .toList();
  }

  private static void assertListenersAreRefused(List<String> refusals) {
    assertThat(refusals)
        .hasSize(5)
        .allSatisfy(refusal ->
            assertThat(refusal)
                .startsWith("A listener or an optimistic update must not wait for a call")
                .contains("async()"));
  }

  @Test
  void anUpdateMustNotWait() throws Exception {
    var refusals = new CompletableFuture<List<String>>();

    add("waiting", queries -> refusals.complete(refusals(client)));

    assertListenersAreRefused(refusals.get(30, TimeUnit.SECONDS));
  }

  @Test
  void aListenerMustNotWait() throws Exception {
    var refusals = new CompletableFuture<List<String>>();

    client.subscribe(
        "notes:count",
        Map.of("channel", "listening"),
        Long.class,
        count -> refusals.complete(refusals(client)));

    assertListenersAreRefused(refusals.get(30, TimeUnit.SECONDS));
  }

  /// A call that nobody may wait for is not made either, and one that has ended is no wait.
  @Test
  void whatAListenerMustNotWaitForIsNotMade() throws Exception {
    var arguments = Map.of("channel", "refused", "text", "x");
    var refused = new CompletableFuture<String>();
    client.subscribe(
        "notes:count",
        Map.of("channel", "refused"),
        Long.class,
        count -> refused.complete(refusal(() -> client.mutation("notes:add", arguments))));
    assertThat(refused.get(30, TimeUnit.SECONDS)).contains("must not wait");

    var added = client.async().mutation("notes:add", arguments);
    var again = added.thenApply(id -> added.join());

    assertThat(again.get(30, TimeUnit.SECONDS)).isEqualTo(added.join());
    assertThat(client.query("notes:count", Map.of("channel", "refused"), Long.class)).isEqualTo(1);
  }

  /// All calls wait for the token, so the source would wait for itself.
  @Test
  void aSourceOfAFirstTokenMustNotWaitForItsOwnClient() throws Exception {
    var refusals = new CompletableFuture<List<String>>();

    client.setAuth(refresh -> {
      if (!refusals.isDone()) {
        refusals.complete(refusals(client));
      }
      return app.token("alice");
    });

    assertThat(refusals.get(30, TimeUnit.SECONDS))
        .hasSize(5)
        .allSatisfy(refusal ->
            assertThat(refusal)
                .startsWith("A token source must not wait for a call of the client that waits")
                .contains("ConvexHttpClient"));
    assertThat(client.query("notes:whoami", Map.of(), NAME)).contains("alice");
  }

  @Test
  void aSourceThatReplacesARefusedTokenMustNotWaitForItsOwnClient() throws Exception {
    var refusal = new CompletableFuture<String>();

    client.setAuth(refresh -> {
      if (refresh) {
        refusal.complete(refusal(() -> client.query("notes:whoami", Map.of(), NAME)));
        return app.token("alice");
      }
      return app.expiring("alice", -60);
    });

    assertThat(refusal.get(30, TimeUnit.SECONDS)).startsWith("A token source must not wait");
    assertThat(client.query("notes:whoami", Map.of(), NAME)).contains("alice");
  }

  /// While there is a token in force, a fresh one may come from the deployment itself.
  @Test
  void aSourceMayCallWithTheTokenInForce() throws Exception {
    var caller = new CompletableFuture<Optional<String>>();

    client.setAuth(refresh -> {
      if (refresh) {
        caller.complete(client.query("notes:whoami", Map.of(), NAME));
      }
      return app.token("alice");
    });

    assertThat(caller.get(30, TimeUnit.SECONDS)).contains("alice");
  }

  /// Who has said that somebody else calls waits for their token.
  @Test
  void aSourceThatWasReplacedMayWait() throws Exception {
    var caller = new CompletableFuture<Optional<String>>();

    client.setAuth(refresh -> {
      client.setAuth(app.token("bob"));
      caller.complete(client.query("notes:whoami", Map.of(), NAME));
      return app.token("alice");
    });

    assertThat(caller.get(30, TimeUnit.SECONDS)).contains("bob");
  }

  @Test
  void aSourceThatFailsForAMomentIsAskedAgain() throws Exception {
    var asked = new AtomicInteger();

    client.setAuth(
        refresh ->
            switch (asked.incrementAndGet()) {
              case 1 -> throw new AssertionError("away");
              case 2 -> throw thrown(new IOException("still away"));
              default -> app.token("alice");
            },
        told::add);

    assertThat(client.query("notes:whoami", Map.of(), NAME)).contains("alice");
    assertThat(told.poll(30, TimeUnit.SECONDS)).isTrue();
    assertThat(told).isEmpty();
  }

  /// The token in force is good for longer than its source is away.
  @Test
  void aSourceThatFailsToRefreshLeavesTheUserSignedIn() throws Exception {
    var refreshed = new LinkedBlockingQueue<Boolean>();

    client.setAuth(
        refresh -> {
          if (refresh) {
            refreshed.add(true);
            throw new IllegalStateException("away");
          }
          return app.token("alice");
        },
        told::add);

    for (int i = 0; i < 5; i++) {
      assertThat(refreshed.poll(30, TimeUnit.SECONDS)).isTrue();
    }
    // The first one may be sent before the client knows of the last failure.
    assertThat(client.query("notes:whoami", Map.of(), NAME)).contains("alice");
    assertThat(client.query("notes:whoami", Map.of(), NAME)).contains("alice");
    assertThat(told.poll(30, TimeUnit.SECONDS)).isTrue();
    assertThat(told).isEmpty();
  }

  /// Nobody else's credentials are used for a user whose source fails.
  @Test
  void aSourceThatFailsFromTheFirstMakesNobody() throws Exception {
    client.setAdminAuth(ClientApp.KEY, Map.of("issuer", "https://me.test", "subject", "carol"));
    assertThat(client.query("notes:whoami", Map.of(), NAME)).contains("carol");

    client.setAuth(
        refresh -> {
          throw new IllegalStateException("away");
        },
        told::add);

    assertThat(client.query("notes:whoami", Map.of(), NAME)).isEmpty();
    assertThat(told.poll(30, TimeUnit.SECONDS)).isFalse();
    assertThat(told).isEmpty();
  }

  @Test
  void whatIsNoTokenIsRefusedAtOnce() {
    assertThatThrownBy(() -> client.setAuth("to\nken"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("ken\n");
  }

  @Test
  void whoAsksForNothingIsToldOnce() throws Exception {
    var events = new LinkedBlockingQueue<String>();
    client
        .<Long>watch("notes:count", Map.of("channel", "nothing"), Long.class)
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(0);
                subscription.request(-1);
                subscription.request(1);
              }

              @Override
              public void onNext(QueryResult<Long> result) {
                events.add("next");
              }

              @Override
              public void onError(Throwable failure) {
                events.add(Thread.currentThread().getName() + " " + failure.getMessage());
              }

              @Override
              public void onComplete() {
                events.add("complete");
              }
            });

    assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("convex-listeners asks for nothing: 0");
    client.mutation("notes:add", Map.of("channel", "nothing", "text", "x"));
    assertThat(events).isEmpty();
  }
}
