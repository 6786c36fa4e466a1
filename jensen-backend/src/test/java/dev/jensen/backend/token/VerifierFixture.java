package dev.jensen.backend.token;

import dev.jensen.backend.identity.AuthenticationException;
import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.JsonFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A verifier over an issuer that is an OIDC provider, and a customJwt provider as `…/custom`. Both
/// are at addresses of the deployment itself, so that no network is involved.
final class VerifierFixture implements AutoCloseable {

  static final String ISSUER = "http://site.test:3211";
  static final String OTHER = "http://cloud.test:3210";
  static final String KEYS = ISSUER + Publisher.KEYS;
  static final String DISCOVERY = ISSUER + Publisher.DISCOVERY;
  static final Origins ORIGINS = new Origins(OTHER, ISSUER);

  final SimulatedWorld world = new SimulatedWorld(1);
  final Publisher publisher = new Publisher().publishIssuer(ISSUER);
  private final Database database = Database.open(new MemoryPersistence(), world);
  private final TokenVerifier verifier;

  VerifierFixture(boolean redacts) {
    verifier = new TokenVerifier(world, database, ORIGINS, publisher, redacts);
    deploy(new AuthProvider.Oidc(ISSUER, "app"), custom("RS256", "app"));
  }

  VerifierFixture() {
    this(false);
  }

  AuthProvider.CustomJwt custom(String algorithm, @Nullable String applicationId) {
    return custom(KEYS, algorithm, applicationId);
  }

  AuthProvider.CustomJwt custom(String jwks, String algorithm, @Nullable String applicationId) {
    return new AuthProvider.CustomJwt(ISSUER + "/custom", jwks, algorithm, applicationId);
  }

  void deploy(AuthProvider... providers) {
    try (var transaction = database.begin()) {
      AuthProvider.store(transaction, List.of(providers));
      if (!(database.commit(transaction) instanceof CommitOutcome.Committed)) {
        throw new AssertionError("nobody else commits");
      }
    }
  }

  TestToken oidc() {
    return new TestToken(ISSUER, world.now());
  }

  TestToken custom() {
    return new TestToken(ISSUER + "/custom", world.now());
  }

  /// The attributes of the user, or the code of the refusal.
  String outcome(String token) {
    try {
      return JsonFormat.ENCODED.write(verifier.verify(token).user().attributes());
    } catch (AuthenticationException e) {
      return e.code();
    }
  }

  TokenReport explain(String token) {
    return verifier.explain(token);
  }

  AuthenticationException refusal(String token) {
    try {
      throw new AssertionError(verifier.verify(token).user());
    } catch (AuthenticationException e) {
      return e;
    }
  }

  boolean accepts(String token) {
    return outcome(token).startsWith("{");
  }

  @Override
  public void close() {
    verifier.close();
    database.close();
  }
}
