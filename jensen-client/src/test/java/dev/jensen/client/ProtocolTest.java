package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jensen.client.ScriptedDeployment.Peer;
import dev.jensen.mapping.Values;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The client against what a right deployment does not say, or seldom (`spec/sync-protocol.md` §5,
/// §7, §9).
@Timeout(60)
class ProtocolTest {

  private ScriptedDeployment deployment;
  private ConvexClient client;

  @BeforeEach
  void start() throws Exception {
    deployment = new ScriptedDeployment();
    client = ConvexClient.of(deployment.url());
  }

  @AfterEach
  void stop() {
    client.close();
    deployment.close();
  }

  private static String version(long querySet, long nanos) {
    return "{\"querySet\":%d,\"identity\":0,\"ts\":\"%s\"}"
        .formatted(querySet, new Timestamp(nanos).encode());
  }

  private static String transition(String start, String end, String modifications) {
    return "{\"startVersion\":%s,\"endVersion\":%s,\"modifications\":[%s],\"type\":\"Transition\"}"
        .formatted(start, end, modifications);
  }

  private static String updated(String value) {
    return "{\"type\":\"QueryUpdated\",\"queryId\":0,\"value\":%s,\"logLines\":[],\"journal\":\"J\"}"
        .formatted(value);
  }

  private Told<Object> follow() {
    var told = new Told<Object>();
    client.subscribe("some", Map.of("a", 1L), Object.class, told);
    return told;
  }

  /// Reads up to the query.
  private static void greet(Peer peer) throws InterruptedException {
    assertThat(peer.next("ModifyQuerySet").get("modifications")).hasSize(1);
  }

  @Test
  void theFirstMessagesSayWhoAndWhat() throws Exception {
    follow();
    var peer = deployment.accept();

    var connect = peer.next();
    assertThat(connect.get("type").asString()).isEqualTo("Connect");
    assertThat(connect.get("connectionCount").asInt()).isZero();
    assertThat(connect.get("lastCloseReason").asString()).isEqualTo("InitialConnect");
    assertThat(connect.get("sessionId").asString()).hasSize(36);
    assertThat(connect.has("maxObservedTimestamp")).isFalse();
    assertThat(connect.get("clientTs").isIntegralNumber()).isTrue();
    var change = peer.next();
    assertThat(change.get("baseVersion").asInt()).isZero();
    assertThat(change.get("modifications"))
        .hasToString(
            "[{\"type\":\"Add\",\"queryId\":0,\"udfPath\":\"some:default\","
                + "\"args\":[{\"a\":{\"$integer\":\"AQAAAAAAAAA=\"}}]}]");
  }

  @Test
  void aGapInTheVersionsMakesANewSocket() throws Exception {
    var told = follow();
    var first = deployment.accept();
    greet(first);
    first.say(transition(version(0, 0), version(1, 5), updated("\"one\"")));
    assertThat(told.next()).isEqualTo("one");
    first.say(transition(version(1, 7), version(1, 8), updated("\"lost\"")));

    var second = deployment.accept();
    var connect = second.next();
    assertThat(connect.get("lastCloseReason").asString()).isEqualTo("InvalidStartVersion");
    assertThat(connect.get("connectionCount").asInt()).isEqualTo(1);
    assertThat(connect.get("maxObservedTimestamp").asString()).isEqualTo(new Timestamp(5).encode());
    var change = second.next();
    assertThat(change.get("newVersion").asInt()).isEqualTo(1);
    assertThat(change.at("/modifications/0/journal").asString()).isEqualTo("J");
    second.say(transition(version(0, 0), version(1, 9), updated("\"two\"")));
    assertThat(told.next()).isEqualTo("two");
  }

  @Test
  void whatIsNoMessageMakesANewSocket() throws Exception {
    follow();
    for (var nonsense :
        new String[] {"{", "[]", "{\"type\":7}", "{\"type\":\"Transition\"}", "{} {}"}) {
      deployment.accept().say(nonsense);
    }

    assertThat(deployment.accept().next().get("connectionCount").asInt()).isEqualTo(5);
  }

  @Test
  void whatNobodyKnowsIsSkipped() throws Exception {
    var told = follow();
    var peer = deployment.accept();
    greet(peer);

    peer.say("{\"type\":\"Weather\",\"sun\":{\"is\":[1,2]}}").say("{\"type\":\"Ping\"}");
    peer.say(
        "{\"more\":[{}],\"type\":\"Transition\",\"startVersion\":%s,\"endVersion\":%s,\"modifications\":[%s,%s]}"
            .formatted(
                version(0, 0),
                version(1, 5),
                updated("1"),
                "{\"type\":\"QueryRemoved\",\"queryId\":99}"));

    assertThat(told.next()).isEqualTo(1.0);
  }

  private static String chunk(int part, int parts, String text) {
    return "{\"type\":\"TransitionChunk\",\"chunk\":\"%s\",\"partNumber\":%d,\"totalParts\":%d,\"transitionId\":\"t\"}"
        .formatted(text.replace("\"", "\\\""), part, parts);
  }

  @Test
  void transitionsComeInParts() throws Exception {
    var told = follow();
    var peer = deployment.accept();
    greet(peer);
    var whole = transition(version(0, 0), version(1, 5), updated("\"whole\""));

    peer.say(chunk(0, 3, whole.substring(0, 10)));
    peer.say("{\"type\":\"Ping\"}");
    peer.say(chunk(1, 3, whole.substring(10, 50)));
    peer.say(chunk(2, 3, whole.substring(50)));
    assertThat(told.next()).isEqualTo("whole");

    peer.say(chunk(1, 3, "out of order"));
    var second = deployment.accept();
    second.say(chunk(0, 2, "half")).say(transition(version(0, 0), version(1, 6), ""));
    greet(deployment.accept());
  }

  @Test
  void aMutationEndsWhenItsEffectsAreVisible() throws Exception {
    var added = client.async().mutation("add", Map.of());
    var first = deployment.accept();
    assertThat(first.next("Mutation").get("requestId").asInt()).isZero();
    first.say(transition(version(0, 0), version(1, 4), ""));
    var answer =
        "{\"type\":\"MutationResponse\",\"requestId\":0,\"success\":true,\"result\":\"%s\",\"ts\":\"%s\",\"logLines\":[]}";
    first.say(answer.formatted("first", new Timestamp(5).encode()));
    first.end(1011, "InternalServerError");

    // It has been answered, but not shown: the next socket is asked to show it.
    var second = deployment.accept();
    assertThat(second.next().get("lastCloseReason").asString()).isEqualTo("InternalServerError");
    assertThat(second.next("Mutation").get("requestId").asInt()).isZero();
    second.say(answer.formatted("second", new Timestamp(5).encode()));
    second.say(transition(version(0, 0), version(1, 4), ""));
    assertThat(added).isNotDone();
    second.say(transition(version(1, 4), version(1, 5), ""));

    assertThat(added.get(30, TimeUnit.SECONDS)).isEqualTo(Values.of("first"));
  }

  @Test
  void aDeploymentIsNotAskedTooMuchAtOnce() throws Exception {
    for (int i = 0; i < 700; i++) {
      var _ = client.async().mutation("add", Map.of());
    }
    var peer = deployment.accept();
    for (int i = 0; i < 500; i++) {
      assertThat(peer.next("Mutation").get("requestId").asInt()).isEqualTo(i);
    }
    assertThat(peer.waiting()).isZero();

    peer.say(
        "{\"type\":\"MutationResponse\",\"requestId\":0,\"success\":false,\"result\":\"no\",\"ts\":null,\"logLines\":[]}");

    assertThat(peer.next("Mutation").get("requestId").asInt()).isEqualTo(500);
  }

  /// They have nothing to do with each other, and each has a bound of its own.
  @Test
  void actionsUnderWayHoldUpNoMutations() throws Exception {
    for (int i = 0; i < 700; i++) {
      var _ = client.async().action("wait", Map.of());
    }
    var _ = client.async().mutation("add", Map.of());
    var peer = deployment.accept();
    for (int i = 0; i < 500; i++) {
      assertThat(peer.next("Action").get("requestId").asInt()).isEqualTo(i);
    }

    assertThat(peer.next().get("requestId").asInt()).isEqualTo(700);
    assertThat(peer.waiting()).isZero();

    peer.say(
        "{\"type\":\"ActionResponse\",\"requestId\":0,\"success\":true,\"result\":1,\"logLines\":[]}");

    assertThat(peer.next().get("requestId").asInt()).isEqualTo(500);
  }

  @Test
  void afterAFatalErrorThereIsNoMore() throws Exception {
    var told = follow();
    var added = client.async().mutation("add", Map.of());
    var peer = deployment.accept();
    var _ = peer.next("Mutation");

    peer.say("{\"type\":\"FatalError\",\"error\":\"enough\"}");

    var failure = catchThrowableOfType(ExecutionException.class, added::get);
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            ConnectionException.class,
            fatal -> {
              assertThat(fatal.code()).isEqualTo("FatalError");
              assertThat(fatal).hasMessage("enough");
            });
    assertThat(told.next()).isEqualTo("ended");
    var later =
        catchThrowableOfType(ConnectionException.class, () -> client.mutation("add", Map.of()));
    assertThat(later.code()).isEqualTo("FatalError");
    assertThat(client.connectionState().isConnected()).isFalse();
    assertThat(deployment.isQuiet()).isTrue();
  }

  /// Whatever the second socket has heard of it: nothing is said there while a token is awaited.
  @Test
  void whatWasSentOverAnEarlierSocketMayHaveRun() throws Exception {
    var added = client.async().mutation("add", Map.of());
    var first = deployment.accept();
    var _ = first.next("Mutation");
    var asked = new CountDownLatch(1);
    var token = new CompletableFuture<@Nullable String>();
    client.setAuth(refresh -> {
      asked.countDown();
      return token.join();
    });
    asked.await();

    first.end(1011, "InternalServerError");
    deployment.accept().say("{\"type\":\"FatalError\",\"error\":\"enough\"}");

    var failure =
        catchThrowableOfType(ExecutionException.class, () -> added.get(30, TimeUnit.SECONDS));
    token.complete(null);
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            ConnectionException.class, lost -> assertThat(lost.mayHaveRun()).isTrue());
  }

  /// On the loop it would hold up whatever is said after it, on every socket.
  @Test
  void whatCannotBeSentIsRefusedAndHoldsUpNothing() throws Exception {
    var peer = deployment.accept();
    peer.next("ModifyQuerySet");

    var pending = Map.of("at", new Value.CommitTimestamp());
    refused(() -> client.async().mutation("add", pending));
    refused(() -> client.async().action("add", pending));
    refused(() -> client.async().query("some", pending));
    refused(() -> client.subscribe("some", pending, Object.class, new Told<>()));
    refused(() -> client.watch("some", pending, Object.class));
    refused(() -> client.setAdminAuth("acme|secret", pending));
    refused(() -> client.mutation("add\ud800", Map.of()));
    refused(() -> client.query("some\ud800", Map.of()));
    var large = Map.of("text", "\u0001".repeat(11 << 20));
    refused(() -> client.async().mutation("add", large));
    refused(() -> client.async().query("some", large));
    refused(() -> client.subscribe("some", large, Object.class, new Told<>()));

    // Not too large, though it would be if it were escaped.
    var _ = client.async().mutation("add", Map.of("text", "x".repeat(11 << 20)));
    assertThat(peer.next().get("requestId").asInt()).isZero();
    follow();
    assertThat(peer.next().get("baseVersion").asInt()).isEqualTo(1);
    assertThat(client.connectionState().pendingMutations()).isEqualTo(1);
  }

  private static void refused(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void thePathOfTheAddressIsKept() {
    assertThat(new Address(URI.create("https://a.test/deep/")).socket())
        .hasToString("wss://a.test/deep/api/sync");
    assertThat(new Address(URI.create("HTTP://a.test:8080")).route("/api/query"))
        .hasToString("http://a.test:8080/api/query");
  }
}
