package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What nobody waits for any more is not asked of a deployment that comes back.
@Timeout(60)
class GivenUpTest {

  private ScriptedDeployment deployment;
  private ConvexClient client;

  @BeforeEach
  void connect() throws Exception {
    deployment = new ScriptedDeployment();
    client = ConvexClient.of(deployment.url());
  }

  @AfterEach
  void disconnect() {
    client.close();
    deployment.close();
  }

  /// The queries that the client asks for once it has a connection.
  private List<String> asked() throws InterruptedException {
    client.subscribe("notes:last", Map.of(), Object.class, result -> {});
    var change = deployment.accept().next("ModifyQuerySet");
    return change
        .get("modifications")
        .valueStream()
        .map(modification -> modification.get("udfPath").asString())
        .toList();
  }

  @Test
  void aQueryThatIsCancelled() throws Exception {
    client.async().query("notes:first", Map.of()).cancel(false);

    assertThat(asked()).containsExactly("notes:last");
  }

  @Test
  void aQueryThatTookTooLong() throws Exception {
    var late = client.async().query("notes:first", Map.of()).orTimeout(1, TimeUnit.MILLISECONDS);
    assertThatThrownBy(late::join).hasCauseInstanceOf(TimeoutException.class);

    assertThat(asked()).containsExactly("notes:last");
  }

  @Test
  void aQueryWhoseThreadIsInterrupted() throws Exception {
    var failure = new CompletableFuture<Throwable>();
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              Thread.currentThread().interrupt();
              try {
                client.query("notes:first", Map.of());
              } catch (ConnectionException e) {
                failure.complete(e);
              }
            });
    thread.join();

    assertThat(failure.get(30, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
    assertThat(asked()).containsExactly("notes:last");
  }

  @Test
  void aPublisherWhoseSubscriberCancelsAtOnce() throws Exception {
    client
        .<Object>watch("notes:first", Map.of(), Object.class)
        .subscribe(new CancelledSubscriber<>());

    assertThat(asked()).containsExactly("notes:last");
  }

  /// Calls that nobody can answer are kept, but not without an end.
  @Test
  void callsBeyondTheMostThatWaitAreRefused() {
    for (int i = 0; i < 50_000; i++) {
      var unused = client.async().mutation("notes:add", Map.of());
      unused = client.async().query("notes:list", Map.of("page", (double) i));
    }

    var refused = client.async().mutation("notes:add", Map.of());

    assertThat(refused).isCompletedExceptionally();
    assertThatThrownBy(refused::join)
        .hasCauseInstanceOf(ConnectionException.class)
        .hasMessageContaining("too many calls");
  }
}
