package dev.jensen.backend.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jensen.backend.identity.UserTokens;
import dev.jensen.backend.identity.VerifiedUser;
import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;
import dev.jensen.value.InvalidValueException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Verifies users' tokens with the providers of `auth.config.ts` (`spec/auth.md`): takes a token
/// apart, chooses the provider it names, checks it with that provider's keys, and makes an identity
/// of its claims.
///
/// Signatures, keys and headers are the business of a library; which of them are accepted is
/// decided here, by the kind of the provider and never by the token. A verified token is remembered
/// until it expires, or its issuer's keys must be asked for again, or other providers are deployed.
/// The reason for a refusal is logged; no token is.
///
/// Thread-safe.
public final class TokenVerifier implements UserTokens, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);

  /// What remembering an identity costs besides its fields.
  private static final int ENTRY_BYTES = 1000;

  private final World world;
  private final DeployedProviders deployed;
  private final Origins origins;
  private final boolean redacts;
  private final Fetcher fetcher;
  private final OidcVerifier oidc;
  private final CustomJwtVerifier customJwt;
  private final Cache<Key, Verified> verified =
      Caffeine.newBuilder()
          .maximumWeight(Limits.VERIFIED_BYTES)
          .<Key, Verified>weigher(
              (_, known) -> ENTRY_BYTES + 3 * known.user().user().attributes().size())
          .executor(Runnable::run)
          .build();

  /// A token that is not kept, and what was deployed when it was verified.
  private record Key(String sha256, long generation) {}

  /// @param site answers for what the deployment itself publishes at `origins`
  /// @param redacts whether reasons are kept from callers
  public TokenVerifier(
      World world, Database database, Origins origins, SiteFetcher site, boolean redacts) {
    this.world = world;
    this.deployed = new DeployedProviders(database);
    this.origins = origins;
    this.redacts = redacts;
    this.fetcher =
        new Fetcher(world, site, Set.of(URI.create(origins.cloud()), URI.create(origins.site())));
    this.oidc = new OidcVerifier(world, fetcher);
    this.customJwt = new CustomJwtVerifier(world, fetcher);
  }

  @Override
  public VerifiedUser verify(String token) {
    var current = deployed.current();
    var key = new Key(sha256(token), current.generation());
    var known = verified.getIfPresent(key);
    if (known != null && world.now().isBefore(known.holdsUntil())) {
      return known.user();
    }
    try {
      var fresh = verify(ParsedToken.parse(token), current);
      verified.put(key, fresh);
      return fresh.user();
    } catch (RefusedTokenException e) {
      LOG.info("Refused a user's token with {}: {}", e.code(), e.reason());
      throw e.publish(redacts);
    }
  }

  private Verified verify(ParsedToken token, DeployedProviders.Current current) {
    try {
      return switch (ProviderChoice.of(token, current.providers(), origins)) {
        case AuthProvider.Oidc provider -> oidc.verify(token, provider, current.generation());
        case AuthProvider.CustomJwt provider ->
            customJwt.verify(token, provider, current.generation());
      };
    } catch (InvalidValueException _) {
      throw RefusedTokenException.notJwt("its claims are too many, or too large, for an identity");
    }
  }

  private static String sha256(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Gives up the look-ups that are under way.
  @Override
  public void close() {
    fetcher.close();
  }
}
