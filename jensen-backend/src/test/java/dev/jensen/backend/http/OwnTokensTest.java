package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `ctx.auth.signJwt` and the keys that the deployment publishes (`spec/function-runtime.md` §5).
@Timeout(120)
class OwnTokensTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @AutoClose private static AuthenticatedApp app;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    app = new AuthenticatedApp(data.resolve("data"));
  }

  private static JsonNode invite(String options) throws Exception {
    return JSON.readTree(
        app.post(
                "/api/mutation",
                "{\"path\":\"guests:invite\",\"args\":%s}".formatted(options),
                null)
            .body());
  }

  @Test
  void aTokenThatAMutationSignsIsGoodForItsBearer() throws Exception {
    var signed =
        invite(
            "{\"claims\":{\"sub\":\"guest\",\"aud\":\"guests\",\"room\":{\"number\":7}},"
                + "\"expiresInSeconds\":60}");

    var caller = app.call("query", "whoami", "Bearer " + signed.get("value").asString());

    assertThat(caller)
        .isEqualTo(
            JSON.readTree(
                "{\"issuer\":\"%1$s\",\"subject\":\"guest\",\"tokenIdentifier\":\"%1$s|guest\",\"room.number\":7}"
                    .formatted(app.url())));
  }

  @Test
  void theKeyIsPublishedWithoutItsPrivatePart() throws Exception {
    var keys = JSON.readTree(app.get("/.well-known/jwks.json")).get("keys");

    assertThat(keys.size()).isEqualTo(1);
    assertThat(keys.get(0).propertyNames())
        .containsExactlyInAnyOrder("kty", "crv", "x", "y", "use", "alg", "kid");
    assertThat(keys.get(0).get("alg").asString()).isEqualTo("ES256");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"claims\":{\"iss\":\"me\"},\"expiresInSeconds\":60}; the claim `iss` is reserved",
        "{\"claims\":{\"nbf\":1},\"expiresInSeconds\":60}; the claim `nbf` is reserved",
        "{\"claims\":{\"cVxRole\":1},\"expiresInSeconds\":60}; the claim `cVxRole` is reserved",
        "{\"claims\":{\"Convex\":1},\"expiresInSeconds\":60}; the claim `Convex` is reserved",
        "{\"claims\":[],\"expiresInSeconds\":60}; expected an object",
        "{\"expiresInSeconds\":0}; 0 is not between 1 and 3600",
        "{\"expiresInSeconds\":3601}; 3601 is not between 1 and 3600",
        "{}; missing field `expiresInSeconds`",
      })
  void whatIsTheDeploymentsToSayIsRefused(String options, String reason) throws Exception {
    assertThat(invite(options).path("errorMessage").asString("")).contains(reason);
  }

  @Test
  void queriesSignNothing() throws Exception {
    var answer = app.post("/api/query", "{\"path\":\"guests:inviteInQuery\",\"args\":{}}", null);

    assertThat(answer.body()).contains("only available in mutations");
  }
}
