package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Service tokens from outside: over HTTP, on sockets, at HTTP actions.
@Timeout(300)
class ServiceTokensTest {

  private static final String ALICE = "https://issuer.test|alice";
  private static final String TOKENS = "/api/jensen/v1/tokens";

  private static AuthenticatedApp app;
  private static int names;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    app = new AuthenticatedApp(data.resolve("data"));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  /// A new service.
  private record Service(String name, String token) {

    String bearer() {
      return "Bearer " + token;
    }
  }

  private static Service create(String allow, String actAs) throws Exception {
    var name = "service" + names++;
    var answer =
        app.administer(
            TOKENS + "/create",
            "{\"name\":\"%s\",\"allow\":[%s],\"actAs\":[%s],\"lifetimeSeconds\":3600}"
                .formatted(name, allow, actAs));
    return new Service(name, answer.get("token").asString());
  }

  private static Service create() throws Exception {
    return create("\"internal:jobs/*\",\"users:who*\"", "\"https://issuer.test|a*\"");
  }

  private static JsonNode run(String type, String path, String authorization) throws Exception {
    var body = "{\"path\":\"%s\",\"args\":{}}".formatted(path);
    return JsonMapper.shared().readTree(app.post("/api/" + type, body, authorization).body());
  }

  private static String error(String type, String path, Service service) throws Exception {
    return run(type, path, service.bearer()).path("errorMessage").asString("");
  }

  @Test
  void aServiceCallsWhatItsPatternsAllowAsItself() throws Exception {
    var service = create();

    var inside = run("query", "jobs/nightly:who", service.bearer()).get("value");
    var outside = run("query", "users:whoami", service.bearer()).get("value");
    var noted = run("mutation", "jobs/nightly.js:note", service.bearer());
    var action = run("action", "jobs/nightly:run", service.bearer());

    assertThat(inside).isEqualTo(outside);
    assertThat(inside)
        .hasToString(
            "{\"issuer\":\"urn:jensen:service\",\"name\":\"%1$s\",\"subject\":\"%1$s\",\"tokenIdentifier\":\"urn:jensen:service|%1$s\"}"
                .formatted(service.name()));
    assertThat(noted.get("status").asString()).isEqualTo("success");
    assertThat(action.get("value"))
        .hasToString("[\"%1$s\",\"hidden\",\"%1$s\"]".formatted(service.name()));
    assertThat(app.call("query", "signatures", null).toString())
        .contains("urn:jensen:service|" + service.name());
  }

  @ParameterizedTest
  @CsvSource({
    "query, users:hidden",
    "query, users.js:hidden",
    "query, users:missing",
    "query, Jobs/nightly:who",
    "query, _system/cli/tables",
    "mutation, users:hidden",
    "action, users:hidden"
  })
  void anythingElseIsRefusedAndSaysWhichPatternIsMissing(String type, String path)
      throws Exception {
    var service = create();

    var error = error(type, path, service);

    assertThat(error).contains("Could not find public function for '");
    if (!path.startsWith("_")) {
      assertThat(error)
          .contains("service token '%s' has no pattern".formatted(service.name()))
          .contains("'internal:%s'".formatted(path.replace(".js", "")));
    }
  }

  @Test
  void noOtherDoorIsOpen() throws Exception {
    var service = create();
    var call = "{\"path\":\"users:hidden\",\"args\":{}}";

    var byUrl = app.post("/api/run/users/hidden", "{\"args\":{}}", service.bearer());
    var allowed = app.post("/api/run/jobs/nightly/who", "{\"args\":{}}", service.bearer());

    assertThat(byUrl.body()).contains("has no pattern");
    assertThat(run("query", "internal:jobs/nightly:who", service.bearer()).toString())
        .contains("BadConvexFunctionIdentifier");
    assertThat(allowed.body()).contains("\"status\":\"success\"");
    assertThat(app.post("/api/function", call, service.bearer()).statusCode()).isEqualTo(403);
    assertThat(app.post("/api/get_config_hashes", "{}", service.bearer()).statusCode())
        .isEqualTo(403);
    assertThat(app.get(TOKENS, service.bearer()).statusCode()).isEqualTo(403);
    assertThat(app.get("/api/list_environment_variables", service.bearer()).statusCode())
        .isEqualTo(403);
  }

  /// Functions are shown tokens of users; the secret of a service is nobody's business.
  @Test
  void functionsAreNotShownItsToken() throws Exception {
    var service = create("\"users:told*\"", "");

    for (var function : new String[] {"mutation users:told", "action users:toldAction"}) {
      var parts = function.split(" ", -1);
      var told = run(parts[0], parts[1], service.bearer()).get("value");

      assertThat(told.get("ip").asString()).isEqualTo("127.0.0.1");
      assertThat(told.get("authToken").isNull()).isTrue();
    }
  }

  /// A thief of the token would leave it away: it must not be worth more than that.
  @Test
  void aPublicFunctionWithoutAPatternSeesNobody() throws Exception {
    var service = create();
    var mine = run("query", "users:mine", service.bearer()).get("value");

    assertThat(mine.get(0).isNull()).isTrue();
    assertThat(run("query", "users:mine", "Bearer " + app.token("alice").signed()).get("value"))
        .isNotEqualTo(mine);
    assertThat(app.call("query", "mine", null)).isEqualTo(mine);
    assertThat(run("query", "users:nested", service.bearer()).get("value").isNull()).isTrue();
  }

  @Test
  void nobodyGetsResultsOfAnotherService() throws Exception {
    var one = create("\"users:mine\"", "");
    var other = create("\"users:mine\"", "");

    var first = run("query", "users:mine", one.bearer()).get("value");
    var second = run("query", "users:mine", other.bearer()).get("value");

    assertThat(first.get(0).asString()).isEqualTo(one.name());
    assertThat(second.get(0).asString()).isEqualTo(other.name());
    assertThat(run("query", "users:mine", one.bearer()).get("value")).isEqualTo(first);
  }

  @Test
  void anHttpActionSeesAServiceIfAPatternAllowsItsPath() throws Exception {
    var allowed = create("\"http:/who\"", "");
    var other = create("\"*\",\"internal:*\",\"http:/whom\"", "");
    var who = app.siteUrl() + "/who";

    assertThat(app.get(who, allowed.bearer()).body()).contains(allowed.name());
    assertThat(app.get(who, other.bearer()).body()).isEqualTo("null");
    assertThat(app.get(who, "Bearer " + allowed.token() + "x").statusCode()).isEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jensen_st_",
        "jensen_st_0123456789abcdef.e30.",
        "jensen_st_0123456789abcdef.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "jensen_ut_1.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "jensen_ut_2.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void whatIsNoTokenOfTheDeploymentIsRefused(String token) throws Exception {
    var response = app.request("query", "whoami", "Bearer " + token);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).startsWith("{\"code\":\"InvalidServiceToken\"");
  }

  @Test
  void everyCharacterOfATokenCounts() throws Exception {
    var token = create().token();
    for (int at : new int[] {12, 30, token.length() - 1}) {
      var changed = token.substring(0, at) + (token.charAt(at) == 'a' ? 'b' : 'a');
      var rest = token.substring(at + 1);

      assertThat(app.request("query", "whoami", "Bearer " + changed + rest).statusCode())
          .isEqualTo(401);
    }
    var large = "Bearer " + token + "a".repeat(20_000);
    assertThat(app.request("query", "whoami", large).statusCode()).isEqualTo(401);
    assertThat(app.request("query", "whoami", "Bearer " + token).statusCode()).isEqualTo(200);
  }

  /// Also on a connection that has just brought another case of it.
  @Test
  void theCaseOfALetterOfATokenCounts() throws Exception {
    var token = create().token();
    int at = token.length() - 1;
    while (!Character.isLetter(token.charAt(at))) {
      at--;
    }
    char letter = token.charAt(at);
    char other =
        Character.isUpperCase(letter)
            ? Character.toLowerCase(letter)
            : Character.toUpperCase(letter);
    var changed = token.substring(0, at) + other + token.substring(at + 1);
    for (int i = 0; i < 3; i++) {
      assertThat(app.request("query", "whoami", "Bearer " + token).statusCode()).isEqualTo(200);
      assertThat(app.request("query", "whoami", "Bearer " + changed).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aRevokedTokenEndsAtOnce() throws Exception {
    var service = create();
    var socket = connect(service);
    var first = socket.next();
    var idle = connect(create());
    assertThat(idle.next().get("type").asString()).isEqualTo("Transition");

    var answer = app.administer(TOKENS + "/revoke", "{\"name\":\"%s\"}".formatted(service.name()));

    assertThat(first.at("/modifications/0/value/name").asString()).isEqualTo(service.name());
    assertThat(answer.get("revoked").asInt()).isEqualTo(1);
    var refused = app.request("query", "whoami", service.bearer());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).contains("'%s' was revoked at".formatted(service.name()));
    // Nothing else happens on that socket.
    assertThat(socket.next().get("type").asString()).isEqualTo("AuthError");
    assertThat(socket.next().get("type").asString()).isEqualTo("closed");
    idle.send(
        "{\"type\":\"Mutation\",\"requestId\":0,\"udfPath\":\"jobs/nightly:note\",\"args\":[{}]}");
    assertThat(idle.next().get("type").asString()).isEqualTo("MutationResponse");
    idle.close();
  }

  private static RawSocket connect(Service service) {
    return app.socket()
        .send(
            "{\"type\":\"Connect\",\"sessionId\":\"3f2b8c1e-5d47-4a90-9c36-0e7d1b6a3f5%d\",\"connectionCount\":0,\"lastCloseReason\":null}"
                .formatted(names++ % 10))
        .send(
            "{\"type\":\"Authenticate\",\"baseVersion\":0,\"tokenType\":\"User\",\"value\":\"%s\"}"
                .formatted(service.token()))
        .send(
            "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[{\"type\":\"Add\",\"queryId\":0,\"udfPath\":\"jobs/nightly:who\",\"args\":[{}]}]}");
  }

  @Test
  void aRotatedTokenOverlapsWithTheNewOne() throws Exception {
    var old = create();
    var rotated = rotate(old, 60);
    assertThat(app.request("query", "whoami", old.bearer()).statusCode()).isEqualTo(200);
    var again = rotate(rotated, 0);

    assertThat(app.request("query", "whoami", rotated.bearer()).body())
        .contains("was replaced by another one and ended at");
    assertThat(run("query", "jobs/nightly:who", again.bearer()).at("/value/subject").asString())
        .isEqualTo(old.name());
    assertThat(app.request("query", "whoami", old.bearer()).statusCode()).isEqualTo(401);
  }

  private static Service rotate(Service service, int overlap) throws Exception {
    var body = "{\"name\":\"%s\",\"overlapSeconds\":%d}".formatted(service.name(), overlap);
    var answer = app.administer(TOKENS + "/rotate", body);
    return new Service(service.name(), answer.get("token").asString());
  }

  @Test
  void aServiceActsForTheUsersItsPatternsName() throws Exception {
    var service = create();

    var granted = exchange(service, ALICE);
    var token = "Bearer " + granted.get("access_token").asString();

    assertThat(granted.get("token_type").asString()).isEqualTo("Bearer");
    assertThat(granted.get("expires_in").asInt()).isEqualTo(300);
    assertThat(app.call("query", "whoami", token))
        .hasToString(
            "{\"issuer\":\"https://issuer.test\",\"subject\":\"alice\",\"tokenIdentifier\":\"https://issuer.test|alice\"}");
    assertThat(app.call("query", "hidden", token).asString())
        .contains("Could not find public function for 'users:hidden'");
    assertThat(run("query", "jobs/nightly:who", token).get("errorMessage").asString())
        .contains("Could not find public function");
    for (var other :
        new String[] {"https://issuer.test|bob", "https://other.test|alice", "https://issuer|a"}) {
      var refused = exchange(service, other);
      assertThat(refused.get("error").asString()).isEqualTo("invalid_target");
      assertThat(refused.get("message").asString()).contains("--act-as").contains(other);
    }
    assertThat(exchange(create("\"*\"", ""), ALICE).get("error").asString())
        .isEqualTo("invalid_target");
    assertThat(exchange(new Service("x", token.substring(7)), ALICE).get("code").asString())
        .isEqualTo("InvalidServiceToken");
    var _ = app.administer(TOKENS + "/revoke", "{\"name\":\"%s\"}".formatted(service.name()));
    assertThat(app.request("query", "whoami", token).statusCode()).isEqualTo(401);
  }

  private static JsonNode exchange(Service service, String user) throws Exception {
    var body =
        "{\"grant_type\":\"urn:ietf:params:oauth:grant-type:token-exchange\",\"requested_subject\":\"%s\"}"
            .formatted(user);
    var response = app.post("/api/jensen/v1/token/exchange", body, service.bearer());
    return JsonMapper.shared().readTree(response.body());
  }

  @Test
  void usesAreCountedAndListed() throws Exception {
    var service = create();
    for (int i = 0; i < 3; i++) {
      var _ = run("query", "jobs/nightly:who", service.bearer());
    }
    var _ = run("query", "users:hidden", service.bearer());
    var _ = run("query", "users:mine", service.bearer());

    var list =
        JsonMapper.shared().readTree(app.get(TOKENS, "Convex " + AuthenticatedApp.KEY).body());

    var listed = find(list.get("tokens"), "name", service.name()).findFirst().orElseThrow();
    assertThat(listed.get("state").asString()).isEqualTo("live");
    assertThat(listed.get("uses").asInt()).isEqualTo(5);
    assertThat(listed.get("lastUsed").asString()).startsWith("20");
    assertThat(
            find(list.get("uses"), "id", listed.get("id").asString())
                .map(use -> use.get("function").asString() + ' ' + use.get("outcome").asString()))
        .contains("jobs/nightly:who allowed", "users:hidden refused", "users:mine as_nobody");
    assertThat(list.toString()).doesNotContain(service.token().substring(50));
  }

  private static Stream<JsonNode> find(JsonNode list, String field, String value) {
    return list.valueStream().filter(item -> item.get(field).asString().equals(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"a b\",\"allow\":[\"x:y\"],\"lifetimeSeconds\":60}",
        "{\"name\":\"bad1\",\"allow\":[],\"lifetimeSeconds\":60}",
        "{\"name\":\"bad2\",\"allow\":[\"internal:\"],\"lifetimeSeconds\":60}",
        "{\"name\":\"bad3\",\"allow\":[\"a b\"],\"lifetimeSeconds\":60}",
        "{\"name\":\"bad4\",\"allow\":[\"x:y\"],\"lifetimeSeconds\":0}",
        "{\"name\":\"bad5\",\"allow\":[\"x:y\"],\"actAs\":[\"*\"],\"lifetimeSeconds\":60}",
        "{\"name\":\"bad6\",\"allow\":[\"x:y\"],\"actAs\":[\"https://*|a\"],\"lifetimeSeconds\":60}",
        "{\"name\":\"bad7\",\"allow\":[\"x:y\"]}",
        "{\"allow\":[\"x:y\"],\"lifetimeSeconds\":60}"
      })
  void aServiceThatCannotBeIsRefused(String body) throws Exception {
    var response = app.post(TOKENS + "/create", body, "Convex " + AuthenticatedApp.KEY);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
  }

  @Test
  void noServiceTokenIsLogged() throws Exception {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var jensen = (Logger) LoggerFactory.getLogger("dev.jensen");
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    root.addAppender(events);
    jensen.setLevel(Level.DEBUG);
    Service service;
    String granted;
    try {
      service = create();
      granted = exchange(service, ALICE).get("access_token").asString();
      var _ = run("query", "jobs/nightly:who", service.bearer());
      var _ = run("query", "users:hidden", service.bearer());
      var _ = run("query", "users:whoami", "Bearer " + granted);
      var _ = run("query", "users:whoami", service.bearer() + "x");
      var _ = run("query", "users:whoami", "Bearer " + granted + "x");
      var _ = exchange(service, "https://issuer.test|bob");
    } finally {
      jensen.setLevel(null);
      root.detachAppender(events);
    }

    var text =
        String.join("\n", events.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    assertThat(text).contains("has no pattern").contains("Refused a token of a service");
    for (var token : new String[] {service.token(), granted}) {
      for (var part : token.split("\\.", -1)) {
        assertThat(text).doesNotContain(part.length() > 30 ? part.substring(0, 30) : token);
      }
    }
  }
}
