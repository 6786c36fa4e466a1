package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Both clients with the token of a service, which they take for that of a user.
@Timeout(120)
class ServiceTokensTest {

  private static final String OTHER = "notes:whoami";
  private static final String ALLOWED = "notes:hidden";

  @RegisterExtension private static final ClientApp app = new ClientApp();

  private static void assertRefused(ConvexFunctions client, String service) {
    assertThatThrownBy(() -> client.mutation("notes:missing", Map.of()))
        .isInstanceOf(FunctionException.class)
        .hasMessageContaining("Could not find public function for 'notes:missing'")
        .hasMessageContaining("service token '%s' has no pattern".formatted(service))
        .hasMessageContaining("'internal:notes:missing'");
  }

  @Test
  void aServiceCallsOverHttpUntilItsTokenIsRevoked() throws Exception {
    try (var client = ConvexHttpClient.of(app.url())) {
      client.setAuth(app.serviceToken("http", "internal:" + ALLOWED));

      assertThat(client.query(ALLOWED, Map.of(), String.class)).isEqualTo("hidden");
      assertThat(client.query(OTHER, Map.of())).isEqualTo(Values.of(null));
      assertRefused(client, "http");

      app.revoke("http");
      var refused =
          catchThrowableOfType(RefusedException.class, () -> client.query(ALLOWED, Map.of()));
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.code()).isEqualTo("InvalidServiceToken");
      assertThat(refused).hasMessageContaining("'http' was revoked at");
    }
  }

  /// The socket itself ends at once, and the token with it: what is followed ends as for nobody.
  @Test
  void aServiceFollowsAQueryUntilItsTokenIsRevoked() throws Exception {
    var states = new LinkedBlockingQueue<Boolean>();
    var told = new Told<String>();
    try (var client = ConvexClient.of(app.url())) {
      String token = app.serviceToken("live", "internal:" + ALLOWED);
      client.setAuth(refresh -> token, isAuthenticated -> states.add(isAuthenticated));
      client.subscribe(ALLOWED, Map.of(), ResultType.of(String.class), told);

      assertThat(told.next()).isEqualTo("hidden");
      assertThat(states.poll(30, TimeUnit.SECONDS)).isTrue();
      assertRefused(client, "live");

      app.revoke("live");
      assertThat(states.poll(30, TimeUnit.SECONDS)).isFalse();
      assertThat(told.next())
          .isInstanceOfSatisfying(
              FunctionException.class,
              failure ->
                  assertThat(failure)
                      .hasMessageContaining("Could not find public function for 'notes:hidden'"));
      assertThat(client.query(OTHER, Map.of())).isEqualTo(Values.of(null));
    }
  }
}
