package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.token.TestIssuer;
import dev.jensen.backend.token.TestToken;
import dev.jensen.backend.world.MovableWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Users whose sockets stay open while the clock goes on.
@Timeout(120)
class LiveUserTest {

  private static final String CONNECT =
      "{\"type\":\"Connect\",\"sessionId\":\"3f2b8c1e-5d47-4a90-9c36-0e7d1b6a2f60\",\"connectionCount\":0,\"lastCloseReason\":null}";

  private static final MovableWorld WORLD = new MovableWorld();

  private static AuthenticatedApp app;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    app = new AuthenticatedApp(data.resolve("data"), "auth", WORLD);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static Instant inOneDay() {
    return WORLD.now().plus(Duration.ofDays(1));
  }

  private static String until(TestToken token, Instant expiry) {
    return token.claim("exp", Long.toString(expiry.getEpochSecond())).signed();
  }

  private static String authenticate(long baseVersion, String token) {
    return "{\"type\":\"Authenticate\",\"baseVersion\":%d,\"tokenType\":\"User\",\"value\":\"%s\"}"
        .formatted(baseVersion, token);
  }

  /// A socket of that user, which has been told what the query says.
  private static RawSocket follow(String token, String query) throws InterruptedException {
    var socket =
        app.socket()
            .send(CONNECT)
            .send(authenticate(0, token))
            .send(
                "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[{\"type\":\"Add\",\"queryId\":0,\"udfPath\":\"users:%s\",\"args\":[{}]}]}"
                    .formatted(query));
    assertThat(socket.next().at("/modifications/0/type").asString()).isEqualTo("QueryUpdated");
    return socket;
  }

  private static void assertHasExpired(RawSocket socket) throws InterruptedException {
    JsonNode error = socket.next();
    assertThat(error.get("type").asString()).as(error.toString()).isEqualTo("AuthError");
    assertThat(error.get("error").asString()).isEqualTo("Convex token identity expired");
    assertThat(error.get("authUpdateAttempted").asBoolean()).isFalse();
    assertThat(error.get("baseVersion").asInt()).isEqualTo(1);
    assertThat(socket.next().get("code").asInt()).isEqualTo(1005);
  }

  @Test
  void whoeverOnlyFollowsAQueryIsToldNothingMoreOnceTheTokenHasExpired() throws Exception {
    var expiry = inOneDay();
    var socket = follow(until(app.token("alice"), expiry), "signatures");

    var _ = app.call("mutation", "sign", null);
    assertThat(socket.next().get("type").asString()).isEqualTo("Transition");
    WORLD.moveTo(expiry);
    var _ = app.call("mutation", "sign", null);

    assertHasExpired(socket);
  }

  /// The query that the socket follows is the same all the time: no update has to look at who asks.
  @ParameterizedTest
  @CsvSource({"Mutation, sign", "Action, work"})
  void nothingIsDoneOnceTheTokenHasExpired(String type, String function) throws Exception {
    var expiry = inOneDay();
    var socket = follow(until(app.token("alice"), expiry), "whoami");
    var before = app.call("query", "signatures", null);

    WORLD.moveTo(expiry);
    socket.send(
        "{\"type\":\"%s\",\"requestId\":0,\"udfPath\":\"users:%s\",\"args\":[{}]}"
            .formatted(type, function));

    assertHasExpired(socket);
    assertThat(app.call("query", "signatures", null)).isEqualTo(before);
  }

  /// A client that is told of an error asks for other tokens, and logs its user out in the end; one
  /// that only loses its socket comes back with the same token.
  @Test
  void keysThatNobodyHandsOutAreNoVerdictOnTheirUsers() throws Exception {
    var token = until(app.custom("alice"), inOneDay());
    var socket = follow(token, "whoami");
    app.issuer.publisher().publish(app.issuer.url() + "/keys", TestIssuer.HANGS_UP, "");
    // What was fetched before is too old now.
    WORLD.moveTo(WORLD.now().plus(Duration.ofHours(3)));

    socket.send(authenticate(1, token));
    var ended = socket.next();
    var response = app.request("query", "whoami", "Bearer " + token);
    app.issuer.publisher().publishIssuer(app.issuer.url());
    WORLD.moveTo(WORLD.now().plus(Duration.ofHours(1)));
    var later = app.request("query", "whoami", "Bearer " + token);

    assertThat(ended.get("type").asString()).as(ended.toString()).isEqualTo("closed");
    assertThat(ended.get("code").asInt()).isEqualTo(1013);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("\"code\":\"InvalidAuthHeader\"", "JWKS", "accessible");
    assertThat(later.statusCode()).isEqualTo(200);
  }
}
