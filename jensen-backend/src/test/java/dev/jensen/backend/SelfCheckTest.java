package dev.jensen.backend;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import dev.jensen.backend.identity.AdminKey;
import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.EnvironmentVariables;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.token.SiteFetcher.Answer;
import dev.jensen.backend.token.TokenVerifier;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.backend.world.SystemWorld;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SelfCheckTest {

  private static final AdminKey KEY = AdminKey.parse("acme|" + "k".repeat(64));

  private static BackendOptions options(String host) {
    return new BackendOptions(
        Path.of("unused"), host, 0, 0, null, null, null, null, false, false, null);
  }

  /// What the check logs for a deployment with these providers and variables.
  private static String check(
      BackendOptions options,
      AdminKey key,
      Origins origins,
      List<AuthProvider> providers,
      Map<String, String> variables) {
    var world = new SimulatedWorld(1);
    var logger = (Logger) LoggerFactory.getLogger(SelfCheck.class);
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    logger.addAppender(events);
    try (var database = Database.open(new MemoryPersistence(), world);
        var tokens = new TokenVerifier(world, database, origins, _ -> Answer.empty(404), false)) {
      try (var transaction = database.begin()) {
        AuthProvider.store(transaction, providers);
        EnvironmentVariables.change(transaction, Map.copyOf(variables));
        assertThat(database.commit(transaction)).isInstanceOf(CommitOutcome.Committed.class);
      }
      new SelfCheck(options, key, origins, database, tokens).run(world);
    } finally {
      logger.detachAppender(events);
    }
    return String.join("\n", events.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
  }

  @Test
  void aSoundDeploymentIsNotTalkedAbout() {
    var origins = new Origins("http://127.0.0.1:3210", "http://127.0.0.1:3211");

    assertThat(check(options("127.0.0.1"), KEY, origins, List.of(), Map.of())).isEmpty();
  }

  @Test
  void addressesKeysAndProvidersAreChecked() {
    var origins = new Origins("http://0.0.0.0:3210", "https://site.test/");
    var providers =
        List.<AuthProvider>of(
            new AuthProvider.Oidc("https://site.test", "app"),
            new AuthProvider.CustomJwt("https://x.test", "data:,{}", "RS256", null));

    var log =
        check(
            options("0.0.0.0"),
            AdminKey.parse("acme|secret"),
            origins,
            providers,
            Map.of("JWT_PRIVATE_KEY", "sensitive"));

    assertThat(log)
        .contains("the admin key is short")
        .contains("told the address http://0.0.0.0:3210")
        .contains("the address https://site.test/ has a path or a slash at its end")
        .contains("the address http://0.0.0.0:3210 is not https")
        .contains("JWT_PRIVATE_KEY is set and JWKS is not")
        .contains(
            "tokens of OIDC(domain=https://site.test, app_id=app) will be refused:"
                + " https://site.test/.well-known/openid-configuration answered with status 404")
        .contains("CustomJWT(issuer=https://x.test, app_id=none) will be refused: it has no list")
        .contains("accepts tokens of its issuer for any application")
        .doesNotContain("sensitive");
  }

  @Test
  void aBrokenKeySetIsNamed() {
    var origins = new Origins("https://cloud.test", "https://cloud.test");

    var log = check(options("127.0.0.1"), KEY, origins, List.of(), Map.of("JWKS", "{}"));

    assertThat(log)
        .contains("the variable JWKS is no set of keys: it has no list")
        .contains("have the same address https://cloud.test");
  }

  /// Nobody has to ask for it; and what is wrong keeps nothing from being served.
  @Test
  void aServerThatHasStartedChecksWhatIsDeployed(@TempDir Path data) throws Exception {
    try (var database = Database.open(RocksPersistence.open(data), new SystemWorld());
        var transaction = database.begin()) {
      AuthProvider.store(
          transaction,
          List.of(new AuthProvider.CustomJwt("https://x.test", "data:,{}", "RS256", null)));
      assertThat(database.commit(transaction)).isInstanceOf(CommitOutcome.Committed.class);
    }
    var logger = (Logger) LoggerFactory.getLogger(SelfCheck.class);
    var lines = new Lines();
    lines.start();
    logger.addAppender(lines);

    try (var backend = Backend.start(BackendOptions.defaults(data))) {
      assertThat(backend.url()).isNotNull();
      assertThat(lines.queue.poll(60, TimeUnit.SECONDS))
          .contains(
              "CustomJWT(issuer=https://x.test, app_id=none) will be refused: it has no list");
    } finally {
      logger.detachAppender(lines);
    }
  }

  /// What is logged on whatever thread.
  private static final class Lines extends AppenderBase<ILoggingEvent> {

    private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      queue.add(event.getFormattedMessage());
    }
  }
}
