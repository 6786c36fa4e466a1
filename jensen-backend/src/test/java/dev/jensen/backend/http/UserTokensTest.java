package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jensen.backend.token.TestToken;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Users' tokens from outside: over HTTP and on sockets.
@Timeout(300)
class UserTokensTest {

  private static final String WATCH =
      "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":"
          + "[{\"type\":\"Add\",\"queryId\":0,\"udfPath\":\"users:whoami\",\"args\":[{}]},"
          + "{\"type\":\"Add\",\"queryId\":1,\"udfPath\":\"users:execution\",\"args\":[{}]}]}";

  private static AuthenticatedApp app;
  private static int sockets;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    app = new AuthenticatedApp(data.resolve("data"));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static String bearer(TestToken token) {
    return "Bearer " + token.signed();
  }

  private static RawSocket connect() {
    return app.socket()
        .send(
            "{\"type\":\"Connect\",\"sessionId\":\"3f2b8c1e-5d47-4a90-9c36-0e7d1b6a2f5%d\",\"connectionCount\":0,\"lastCloseReason\":null}"
                .formatted(sockets++ % 10));
  }

  private static String authenticate(long baseVersion, String token) {
    return "{\"type\":\"Authenticate\",\"baseVersion\":%d,\"tokenType\":\"User\",\"value\":\"%s\"}"
        .formatted(baseVersion, token);
  }

  @Test
  void functionsSeeWhoCalls() throws Exception {
    var token =
        bearer(app.token("alice").claim("email", "\"a@x.test\"").claim("role", "\"admin\""));
    var identity =
        "{\"email\":\"a@x.test\",\"issuer\":\"%1$s\",\"role\":\"admin\",\"subject\":\"alice\",\"tokenIdentifier\":\"%1$s|alice\"}"
            .formatted(app.issuer.url());

    for (var function : new String[] {"whoami", "nested"}) {
      assertThat(app.call("query", function, token))
          .isEqualTo(JsonMapper.shared().readTree(identity));
      assertThat(app.call("query", function, null).isNull()).isTrue();
      assertThat(app.call("query", function, "Convex acme|secret").isNull()).isTrue();
    }
    assertThat(app.call("action", "work", token)).hasToString("[\"alice\",\"alice\"]");
    assertThat(app.call("query", "signatures", null).toString())
        .contains("\"%s|alice\"".formatted(app.issuer.url()));
  }

  @ParameterizedTest
  @CsvSource({"query, whoami", "mutation, sign", "action, work"})
  void aRefusedTokenFailsTheWholeRequest(String type, String function) throws Exception {
    var before = app.call("query", "signatures", null);

    var response = app.request(type, function, bearer(app.token("mallory").claim("aud", "\"x\"")));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body())
        .startsWith("{\"code\":\"NoAuthProvider\",\"message\":\"No auth provider found")
        .contains("audience is [x], expected app");
    assertThat(app.call("query", "signatures", null)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"mutation, told", "action, toldAction"})
  void functionsSeeWhereTheRequestCameFrom(String type, String function) throws Exception {
    var token = app.token("alice").signed();

    var told = app.call(type, function, "Bearer " + token);
    var byNobody = app.call(type, function, null);

    assertThat(told.get("ip").asString()).isEqualTo("127.0.0.1");
    assertThat(told.get("userAgent").asString()).startsWith("Java-http-client/");
    assertThat(told.get("requestId").asString()).isNotEmpty();
    assertThat(told.get("authToken").asString()).isEqualTo(token);
    assertThat(told.get("scheduledFunctionId").isNull()).isTrue();
    assertThat(told.get("deployment"))
        .hasToString("{\"class\":\"s16\",\"name\":\"acme\",\"region\":null}");
    assertThat(told.path("same").asBoolean(true)).isTrue();
    assertThat(byNobody.get("authToken").isNull()).isTrue();
  }

  @Test
  void aSocketsFunctionsSeeItsLastToken() throws Exception {
    var token = app.token("alice").signed();
    var socket =
        connect()
            .send(authenticate(0, token))
            .send(
                "{\"type\":\"Mutation\",\"requestId\":0,\"udfPath\":\"users:told\",\"args\":[{}]}");

    var told = socket.next();
    while (!told.get("type").asString().equals("MutationResponse")) {
      told = socket.next();
    }

    assertThat(told.get("result").get("authToken").asString()).isEqualTo(token);
    assertThat(told.get("result").get("ip").asString()).isEqualTo("127.0.0.1");
  }

  @Test
  void aProviderThatIsDownIsNoVerdict() throws Exception {
    app.issuer
        .publisher()
        .publish(app.issuer.url() + "/down/.well-known/openid-configuration", 503, "");
    var token = new TestToken(app.issuer.url() + "/down", AuthenticatedApp.now()).signed();

    var response = app.request("query", "whoami", "Bearer " + token);
    var closed = connect().send(authenticate(0, token)).next();

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("\"code\":\"AuthProviderDiscoveryFailed\"");
    assertThat(closed.get("type").asString()).isEqualTo("closed");
    assertThat(closed.get("code").asInt()).isEqualTo(1013);
  }

  /// Cached results of what looked at the caller are for the same attributes only, those of what
  /// did not are for everybody.
  @Test
  void nobodyGetsTheResultsOfOthers() throws Exception {
    var alice = app.call("query", "mine", bearer(app.token("alice")));
    var bob = app.call("query", "mine", bearer(app.token("bob")));
    var nobody = app.call("query", "mine", null);
    var later = app.token("alice").claim("iat", "1").claim("jti", "\"another token\"");

    assertThat(alice.get(0).asString()).isEqualTo("alice");
    assertThat(bob.get(0).asString()).isEqualTo("bob");
    assertThat(nobody.get(0).isNull()).isTrue();
    assertThat(app.call("query", "mine", bearer(later))).isEqualTo(alice);
    assertThat(app.call("query", "mine", bearer(app.token("alice").claim("role", "\"x\""))))
        .isNotEqualTo(alice);
    assertThat(app.call("query", "execution", bearer(app.token("alice"))))
        .isEqualTo(app.call("query", "execution", null));
  }

  /// The keys come from HTTP actions of the deployment that asks for them, while many wait for
  /// them.
  @Test
  void aDeploymentMayIssueItsOwnTokens() throws Exception {
    var sockets = new ArrayList<RawSocket>();
    for (int i = 0; i < 200; i++) {
      var token = app.own("own" + i).signed();
      sockets.add(connect().send(authenticate(0, token)).send(WATCH));
    }

    for (int i = 0; i < sockets.size(); i++) {
      var transition = sockets.get(i).next();
      assertThat(value(transition, 0).get("subject").asString()).isEqualTo("own" + i);
      sockets.get(i).close();
    }
    assertThat(app.call("query", "nested", bearer(app.own("eve"))).get("subject").asString())
        .isEqualTo("eve");
  }

  @Test
  void aUserIsNoAdministrator() throws Exception {
    var token = bearer(app.token("alice"));

    assertThat(app.call("query", "hidden", token).asString())
        .contains("Could not find public function for 'users:hidden'");
    assertThat(app.post("/api/get_config_hashes", "{}", token).statusCode()).isEqualTo(403);
    assertThat(
            app.post("/api/function", "{\"path\":\"users:hidden\",\"args\":{}}", token)
                .statusCode())
        .isEqualTo(403);
  }

  /// The doors that no client of ours uses; a public function is reached by each of them.
  @Test
  void noDoorLeadsToWhatIsInternal() throws Exception {
    for (var authorization : new @Nullable String[] {null, bearer(app.token("alice"))}) {
      for (var path : List.of("users:hidden", "_system/cli/tables", "users:missing")) {
        for (var answer : throughSideDoors(path, authorization)) {
          assertThat(answer).contains("Could not find public function for '%s'".formatted(path));
        }
      }
      for (var answer : throughSideDoors("users:execution", authorization)) {
        assertThat(answer).contains("\"status\":\"success\"");
      }
    }
  }

  private static List<String> throughSideDoors(String path, @Nullable String authorization)
      throws Exception {
    var call = "{\"path\":\"%s\",\"args\":{}}".formatted(path);
    var timestamp = app.post("/api/query_ts", "{}", authorization).body().substring(1);
    var byUrl = "/api/query?path=%s&args=%%7B%%7D".formatted(path.replace(":", "%3A"));
    return List.of(
        app.post("/api/query_batch", "{\"queries\":[%s]}".formatted(call), authorization).body(),
        app.post("/api/query_at_ts", call.replace("{}}", "{}," + timestamp), authorization).body(),
        authorization == null ? app.get(byUrl) : app.get(byUrl, authorization).body());
  }

  @Test
  void aSocketIsWhoeverAuthenticatedLast() throws Exception {
    var socket = connect().send(authenticate(0, app.token("alice").signed())).send(WATCH);
    var first = socket.next();
    socket.send(authenticate(1, app.custom("bob").signed()));
    var second = socket.next();
    socket.send("{\"type\":\"Authenticate\",\"baseVersion\":2,\"tokenType\":\"None\"}");
    var third = socket.next();
    socket.close();

    assertThat(first.at("/endVersion/identity").asInt()).isEqualTo(1);
    assertThat(first.at("/endVersion/querySet").asInt()).isEqualTo(1);
    assertThat(value(first, 0).get("subject").asString()).isEqualTo("alice");
    assertThat(second.at("/endVersion/identity").asInt()).isEqualTo(2);
    assertThat(value(second, 0).get("subject").asString()).isEqualTo("bob");
    assertThat(third.at("/endVersion/identity").asInt()).isEqualTo(3);
    assertThat(value(third, 0).isNull()).isTrue();
    // What looked at nobody is the same for all of them.
    assertThat(second.at("/modifications")).hasSize(1);
  }

  private static JsonNode value(JsonNode transition, int query) {
    return transition
        .get("modifications")
        .valueStream()
        .filter(change -> change.get("queryId").asInt() == query)
        .findFirst()
        .orElseThrow()
        .get("value");
  }

  @Test
  void aSocketThatCannotProveAnythingIsClosed() throws Exception {
    var socket = connect().send(WATCH);
    assertThat(value(socket.next(), 0).isNull()).isTrue();
    socket.send(authenticate(0, app.token("alice").claim("aud", "\"x\"").signed()));

    var error = socket.next();
    assertThat(error.get("type").asString()).isEqualTo("AuthError");
    assertThat(error.get("authUpdateAttempted").asBoolean()).isTrue();
    assertThat(error.get("baseVersion").asInt()).isZero();
    assertThat(error.get("error").asString()).contains("No auth provider found");
    assertThat(socket.next().get("code").asInt()).isEqualTo(1005);
  }

  /// The token is accepted, perhaps because of the leeway, and mutations run until it has expired
  /// without any.
  @Test
  void aTokenThatExpiresEndsItsSocket() throws Exception {
    var expiry = AuthenticatedApp.now().getEpochSecond() + 2;
    var name = "late" + expiry;
    var socket =
        connect()
            .send(authenticate(0, app.custom(name).claim("exp", "" + expiry).signed()))
            .send(
                "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[]}");
    int answered = 0;
    JsonNode message = socket.next();
    for (int request = 0;
        !message.get("type").asString().equals("AuthError");
        message = socket.next()) {
      if (!message.get("type").asString().equals("MutationResponse") && request > 0) {
        continue;
      }
      answered = request;
      socket.send(
          "{\"type\":\"Mutation\",\"requestId\":%d,\"udfPath\":\"users:sign\",\"args\":[{}]}"
              .formatted(request++));
    }

    assertThat(message.get("error").asString()).isEqualTo("Convex token identity expired");
    assertThat(message.get("authUpdateAttempted").asBoolean()).isFalse();
    assertThat(message.get("baseVersion").asInt()).isEqualTo(1);
    assertThat(socket.next().get("code").asInt()).isEqualTo(1005);
    assertThat(AuthenticatedApp.now().getEpochSecond()).isGreaterThanOrEqualTo(expiry);
    var signatures = app.call("query", "signatures", null);
    assertThat(signatures.valueStream().filter(by -> by.asString("").endsWith(name)).count())
        .isEqualTo(answered);
  }

  @Test
  void noTokenIsLogged() throws Exception {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var jensen = (Logger) LoggerFactory.getLogger("dev.jensen");
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    root.addAppender(events);
    jensen.setLevel(Level.DEBUG);
    var good = app.token("alice").claim("nonce", "\"sensitive\"").signed();
    var bad = good.substring(0, good.length() - 8) + "AAAAAAAA";
    try {
      assertThat(app.request("query", "whoami", "Bearer " + good).statusCode()).isEqualTo(200);
      assertThat(app.request("query", "whoami", "Bearer " + bad).statusCode()).isEqualTo(401);
      var socket = connect().send(authenticate(0, bad));
      assertThat(socket.next().get("type").asString()).isEqualTo("AuthError");
    } finally {
      jensen.setLevel(null);
      root.detachAppender(events);
    }

    var text =
        String.join("\n", events.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    assertThat(text).contains("Refused a user's token with Unauthenticated: the signature");
    for (var part : good.split("\\.", -1)) {
      assertThat(text).doesNotContain(part.substring(0, 20));
    }
  }
}
