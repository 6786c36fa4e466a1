package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.client.GoldenTrace.Event;
import java.net.http.WebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Recorded conversations of the official client, spoken by this one: where a recording has a frame
/// of the deployment, this deployment says it, and where it has one of the client, this client must
/// say the same.
@Timeout(60)
class GoldenTraceTest {

  /// What the end of a socket is called that nobody announced, and one without a code.
  private static final int ABNORMAL = 1006;

  private static final int NONE = 1005;

  /// What the user of the recorded client did, in order; each makes the client say something.
  private static Deque<Runnable> script(ConvexClient client) {
    var page = Map.of("paginationOpts", new PaginationOptions(1, null, 1));
    var subscriptions = new ArrayDeque<Subscription>();
    var steps = new ArrayDeque<Runnable>();
    steps.add(() -> add(client, "milk"));
    steps.add(() -> add(client, ""));
    steps.add(() -> add(client, "tea"));
    steps.add(() -> subscriptions.add(follow(client, "notes:pages", page)));
    steps.add(() -> subscriptions.add(follow(client, "notes:none", Map.of())));
    steps.add(() -> subscriptions.removeLast().close());
    steps.add(() -> {
      var _ = client.async().action("notes:shout", Map.of("text", "a"));
    });
    steps.add(() -> client.setAdminAuth(GoldenTrace.KEY));
    steps.add(() -> add(client, "jam"));
    steps.add(() -> subscriptions.removeLast().close());
    return steps;
  }

  record PaginationOptions(int numItems, @Nullable String cursor, int id) {}

  private static void add(ConvexClient client, String text) {
    var _ = client.async().mutation("notes:add", Map.of("text", text));
  }

  private static Subscription follow(ConvexClient client, String path, Object arguments) {
    return client.subscribe(path, arguments, Object.class, new Told<>());
  }

  @Test
  void theJavaClientSaysWhatTheOfficialOneSays() throws Exception {
    replay("trace.txt", "notes:list", GoldenTraceTest::script);
  }

  /// Its answer was lost with the connection.
  @Test
  void aMutationIsSentAgainAsTheOfficialClientSendsIt() throws Exception {
    replay("trace-again.txt", "notes:list", client -> steps(() -> add(client, "milk")));
  }

  @Test
  void aResultInPartsIsPutTogether() throws Exception {
    replay(
        "trace-large.txt",
        "notes:long",
        client -> steps(() -> follow(client, "notes:list", Map.of()), () -> add(client, "milk")));
  }

  @Test
  void aServerThatComesBackIsToldWhatTheOfficialClientTellsIt() throws Exception {
    replay(
        "trace-restart.txt",
        "notes:list",
        client -> steps(() -> add(client, "milk"), () -> add(client, "tea")));
  }

  @Test
  void aTokenThatIsRefusedIsGivenUpAsByTheOfficialClient() throws Exception {
    var token = GoldenTrace.read("trace-refused.txt").token();
    var told = new LinkedBlockingQueue<Boolean>();

    replay(
        "trace-refused.txt",
        "notes:list",
        client -> {
          client.setAuth(refresh -> token, told::add);
          return steps();
        });

    assertThat(told.poll(30, TimeUnit.SECONDS)).isFalse();
    assertThat(told).isEmpty();
  }

  private static Deque<Runnable> steps(Runnable... steps) {
    return new ArrayDeque<>(List.of(steps));
  }

  /// Follows the query at `path` from the beginning.
  private static void replay(
      String name, String path, Function<ConvexClient, Deque<Runnable>> script) throws Exception {
    var trace = GoldenTrace.read(name);
    var told = new Told<>();
    try (var deployment = new ScriptedDeployment();
        var proxy = new CuttingProxy(deployment.url());
        var client = ConvexClient.of(proxy.url())) {
      client.subscribe(path, Map.of(), Object.class, told);
      converse(trace.events(), script.apply(client), deployment, proxy);
      awaitResult(told, trace.lastResult());
    }
  }

  private static void converse(
      List<Event> events, Deque<Runnable> steps, ScriptedDeployment deployment, CuttingProxy proxy)
      throws Exception {
    var peer = deployment.accept();
    boolean isOwed = true;

    for (var event : events) {
      switch (event) {
        case Event.Said said -> {
          if (!isOwed) {
            steps.remove().run();
          }
          assertThat(GoldenTrace.comparable(peer.next())).isEqualTo(said.frame());
        }
        case Event.Answered answered -> {
          answered.parts().forEach(peer::say);
          isOwed = false;
        }
        case Event.Closed closed -> {
          end(closed.code(), peer, proxy);
          peer = deployment.accept();
          isOwed = true;
        }
      }
    }

    assertThat(steps).isEmpty();
    assertThat(peer.waiting()).isZero();
  }

  private static void end(int code, ScriptedDeployment.Peer peer, CuttingProxy proxy)
      throws Exception {
    switch (code) {
      case ABNORMAL -> proxy.cut();
      // The client does it; the one of the JDK cannot leave the code out.
      case NONE -> assertThat(peer.closed()).isEqualTo(WebSocket.NORMAL_CLOSURE);
      default -> peer.end(code, "");
    }
  }

  private static void awaitResult(Told<Object> told, JsonNode result) throws InterruptedException {
    var expected = JsonMapper.shared().convertValue(result, Object.class);
    var event = told.next();
    while (!expected.equals(event)) {
      assertThat(event).as("what comes before %s", result).isNotNull();
      event = told.next();
    }
  }
}
