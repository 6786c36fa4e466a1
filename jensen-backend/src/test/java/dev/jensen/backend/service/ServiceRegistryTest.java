package dev.jensen.backend.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jensen.backend.function.CompletionListener;
import dev.jensen.backend.function.ServiceUse;
import dev.jensen.backend.identity.AuthenticationException;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.ServiceTokens;
import dev.jensen.backend.service.ServiceRegistry.Created;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.SimulatedWorld;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceRegistryTest {

  private static final String ALICE = "https://issuer.test|alice";
  private static final Duration DAY = Duration.ofDays(1);

  private SimulatedWorld world;
  private Database database;
  private ServiceRegistry registry;

  @BeforeEach
  void open() {
    world = new SimulatedWorld(1);
    database = Database.open(new MemoryPersistence(), world);
    registry = new ServiceRegistry(world, database, new byte[32]);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Created create(String name) {
    return registry.create(
        new NewService(name, List.of("tasks:*"), List.of("https://issuer.test|*"), DAY));
  }

  private String refusal(String token) {
    return String.valueOf(
        catchThrowableOfType(AuthenticationException.class, () -> registry.verify(token))
            .getMessage());
  }

  @Test
  void aTokenEndsWhenItsTimeIsOver() {
    var created = create("nightly");
    var proof = registry.verify(created.secret());
    assertThat(proof.stands().getAsBoolean()).isTrue();

    world.advance(DAY);

    assertThat(proof.expiry()).isEqualTo(world.now());
    assertThat(proof.stands().getAsBoolean()).isFalse();
    assertThat(refusal(created.secret())).contains("'nightly' expired at 2026-01-02");
    assertThat(create("nightly").secret()).isNotEqualTo(created.secret());
  }

  @Test
  void nothingOfTheSecretIsKept() {
    var secret = create("nightly").secret();

    try (var transaction = database.begin()) {
      var kept = ServiceTokens.list(transaction).toString();
      assertThat(kept).contains("nightly").doesNotContain(secret.substring(secret.length() - 20));
    }
  }

  @Test
  void aNameIsForOneServiceAtATime() {
    create("nightly");

    assertThatThrownBy(() -> create("nightly"))
        .isInstanceOf(ServiceTokenException.class)
        .hasMessageContaining("Rotate or revoke it");
    assertThatThrownBy(() -> registry.rotate("other", DAY, null)).hasMessageContaining("'other'");
    assertThatThrownBy(() -> registry.revoke("other")).hasMessageContaining("'other'");
  }

  @Test
  void aTokenOfAnotherDeploymentIsNone() {
    var created = create("nightly");
    var granted = registry.exchange(created.secret(), ALICE, null).token();
    try (var otherDatabase = Database.open(new MemoryPersistence(), world)) {
      byte[] secret = new byte[32];
      secret[0] = 1;
      var other = new ServiceRegistry(world, otherDatabase, secret);

      for (var token : List.of(created.secret(), granted)) {
        assertThatThrownBy(() -> other.verify(token)).isInstanceOf(AuthenticationException.class);
      }
    }
  }

  @Test
  void aGrantEndsBeforeItsServiceAndByItsOwnTime() {
    var created = create("nightly");
    var granted = registry.exchange(created.secret(), ALICE, null);
    var proof = registry.verify(granted.token());
    assertThat(granted.lifetime()).isEqualTo(Limits.GRANT_DEFAULT);
    assertThat(proof.identity()).isInstanceOf(Identity.User.class);

    world.advance(Limits.GRANT_DEFAULT);

    assertThat(refusal(granted.token())).contains("it expired at");
    assertThatThrownBy(
            () -> registry.exchange(created.secret(), ALICE, Limits.GRANT_MAX.plusSeconds(1)))
        .isInstanceOf(ServiceTokenException.class);
    world.advance(DAY.minus(Limits.GRANT_DEFAULT).minusSeconds(60));
    assertThat(registry.exchange(created.secret(), ALICE, null).lifetime())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void endedTokensAreForgottenAfterAWhile() {
    create("old");
    registry.revoke("old");
    assertThat(registry.list()).hasSize(1);

    world.advance(Limits.LISTED.plusDays(1));
    create("new");

    assertThat(registry.list()).singleElement().matches(listed -> listed.isLive());
    try (var transaction = database.begin()) {
      assertThat(ServiceTokens.list(transaction)).hasSize(1);
    }
  }

  @Test
  void manyUsesAreFewWrites() {
    var created = create("nightly");
    var service = (Identity.Service) registry.verify(created.secret()).identity();
    CompletionListener nobody = _ -> {};
    try (var audit = new ServiceAudit(world, database, nobody)) {
      long before = database.commits();
      for (int i = 0; i < 5000; i++) {
        audit.served(new ServiceUse(service, "tasks:list", ServiceUse.Outcome.ALLOWED));
        audit.served(new ServiceUse(service, "guess:f" + i, ServiceUse.Outcome.REFUSED));
      }
      audit.flush();

      assertThat(database.commits() - before).isLessThan(20);
      assertThat(registry.list())
          .singleElement()
          .matches(listed -> listed.uses() != null && listed.uses().count() == 10_000);
      assertThat(registry.uses(5000))
          .hasSizeLessThanOrEqualTo(1002)
          .anyMatch(use -> use.function().equals("tasks:list") && use.count() == 5000)
          .anyMatch(use -> use.function().equals("…"));
    }
  }
}
