package dev.jensen.backend.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jensen.backend.identity.AuthenticationException.Kind;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.Value;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Wrong keys and tokens, many of them.
class AuthenticatorTest {

  private static final String LONG = "acme|0123456789abcdef0123456789abcdef";
  private static final String SHORT = "acme|secret";
  private static final String HERE = "127.0.0.1";

  private final SimulatedWorld world = new SimulatedWorld(1);

  private Authenticator authenticator(String adminKey) {
    return new Authenticator(
        world,
        keys(adminKey),
        _ -> {
          throw new AssertionError("no user calls");
        },
        new OneService());
  }

  private static InstanceKeys keys(String adminKey) {
    return new InstanceKeys(AdminKey.parse(adminKey), "00".repeat(32));
  }

  private static final class OneService implements ServiceProofs {

    @Override
    public boolean isOne(String token) {
      return true;
    }

    @Override
    public Proof verify(String token) {
      if (token.equals("right")) {
        return new Proof(new Identity.Unknown(), Instant.MAX, () -> true);
      }
      throw new AuthenticationException(Kind.REFUSED, "InvalidServiceToken", "wrong");
    }
  }

  private static AuthenticationException refusal(Runnable attempt) {
    return catchThrowableOfType(AuthenticationException.class, attempt::run);
  }

  private static void exhaust(Authenticator authenticator, String address) {
    for (int i = 0; i < FailedAttempts.BURST; i++) {
      int number = i;
      var refusal = refusal(() -> authenticator.administrator("acme|" + number, address));
      assertThat(refusal.kind()).isEqualTo(Kind.REFUSED);
    }
  }

  @Test
  void guessesOfAnAddressAreBounded() {
    var authenticator = authenticator(LONG);
    exhaust(authenticator, HERE);

    assertThat(refusal(() -> authenticator.administrator("acme|x", HERE)).kind())
        .isEqualTo(Kind.TOO_MANY);
    assertThat(refusal(() -> authenticator.verify("wrong", HERE)).kind()).isEqualTo(Kind.TOO_MANY);
    assertThat(refusal(() -> authenticator.administrator("acme|x", "10.0.0.1")).kind())
        .isEqualTo(Kind.REFUSED);
    world.advance(FailedAttempts.REFILL);
    assertThat(refusal(() -> authenticator.administrator("acme|x", HERE)).kind())
        .isEqualTo(Kind.REFUSED);
    assertThat(refusal(() -> authenticator.administrator("acme|x", HERE)).kind())
        .isEqualTo(Kind.TOO_MANY);
  }

  /// Others may come from the same address, through a proxy.
  @Test
  void whatNobodyCanGuessIsAlwaysAccepted() {
    var authenticator = authenticator(LONG);
    exhaust(authenticator, HERE);

    assertThat(authenticator.administrator(LONG, HERE)).isEqualTo(new Identity.Admin(false));
    assertThat(authenticator.verify("right", HERE).identity()).isEqualTo(new Identity.Unknown());
  }

  @Test
  void aShortKeyWaitsWithTheGuesses() {
    var authenticator = authenticator(SHORT);
    exhaust(authenticator, HERE);

    assertThat(refusal(() -> authenticator.administrator(SHORT, HERE)).kind())
        .isEqualTo(Kind.TOO_MANY);
    world.advance(FailedAttempts.REFILL);
    assertThat(authenticator.administrator(SHORT, HERE)).isEqualTo(new Identity.Admin(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2:0:0:0:1"})
  void aHouseholdCountsAsOneAddress(String other) {
    var authenticator = authenticator(LONG);
    exhaust(authenticator, "2001:db8:1:2:ffff:0:0:1");

    assertThat(refusal(() -> authenticator.administrator("acme|x", other)).kind())
        .isEqualTo(Kind.TOO_MANY);
    assertThat(refusal(() -> authenticator.administrator("acme|x", "2001:db8:1:3:0:0:0:1")).kind())
        .isEqualTo(Kind.REFUSED);
  }

  /// Also when the admin key is one that somebody could guess.
  @Test
  void aReadOnlyKeyLooksAndDoesNothingElse() {
    for (var adminKey : new String[] {LONG, SHORT}) {
      var authenticator = authenticator(adminKey);
      var key = keys(adminKey).readOnlyKey().reveal();

      var viewer = authenticator.administrator(key, HERE);

      assertThat(viewer).isEqualTo(new Identity.Admin(true));
      assertThat(authenticator.administrator("prod:" + key, HERE)).isEqualTo(viewer);
      authenticator.requireViewer(viewer);
      assertIsNotPermitted(() -> authenticator.requireAdministrator(viewer));
      assertIsNotPermitted(() -> authenticator.actingAs(viewer, Value.Obj.EMPTY));
      var actingAs = key + ":" + Base64.getEncoder().encodeToString("{}".getBytes(UTF_8));
      assertIsNotPermitted(() -> authenticator.administrator(actingAs, HERE));
    }
  }

  @Test
  void aReadOnlyKeyEndsWithTheAdminKey() {
    var key = keys("acme|one").readOnlyKey().reveal();

    assertThat(refusal(() -> authenticator("acme|another").administrator(key, HERE)).code())
        .isEqualTo("BadAdminKey");
  }

  private static void assertIsNotPermitted(Runnable attempt) {
    var refusal = refusal(attempt);
    assertThat(refusal.kind()).isEqualTo(Kind.NOT_ALLOWED);
    assertThat(refusal)
        .hasMessageStartingWith("You do not have permission to perform this operation");
  }
}
