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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

  /// The audience of tokens whose provider does not look at it.
  private static final String ANYBODY = "convex";

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
        new Fetcher(
            world,
            site,
            Set.copyOf(List.of(URI.create(origins.cloud()), URI.create(origins.site()))));
    this.oidc = new OidcVerifier(world, fetcher);
    this.customJwt = new CustomJwtVerifier(world, fetcher);
  }

  @Override
  public VerifiedUser verify(String token) {
    var current = deployed.current();
    var key = new Key(sha256(token), current.generation());
    var known = verified.getIfPresent(key);
    if (known != null && known.holds().contains(world.now())) {
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

  /// Why `token` is accepted or refused; looks for its keys as for any other token.
  public TokenReport explain(String token) {
    var current = deployed.current();
    ParsedToken parsed;
    try {
      parsed = ParsedToken.parse(token);
    } catch (RefusedTokenException e) {
      var line = new TokenReport.Line("token", false, e.reason());
      return new TokenReport(e.code(), e.reason(), null, List.of(line), null);
    }
    var provider = ProviderChoice.find(parsed, current.providers());
    var shown = provider == null ? null : ProviderChoice.show(provider);
    var lines =
        new ArrayList<>(new ReportLines(parsed, current.providers(), provider, world.now()).all());
    boolean isOtherwiseGood = lines.stream().allMatch(TokenReport.Line::isGood);
    try {
      var user = verify(parsed, current).user();
      lines.add(new TokenReport.Line("signature", true, "made with a key of the issuer"));
      var who = Printable.of(ClaimValues.identifier(user.user().attributes()));
      return new TokenReport(null, who, shown, lines, user.user().attributes());
    } catch (RefusedTokenException e) {
      if (isOtherwiseGood) {
        lines.add(new TokenReport.Line("signature", false, e.reason()));
      }
      return new TokenReport(e.code(), e.reason(), shown, lines, null);
    }
  }

  /// What is wrong with the providers and with what they publish. Asks each of them, within bounds
  /// of time.
  public List<String> problems() {
    var current = deployed.current();
    var problems = new ArrayList<String>();
    for (var provider : current.providers().stream().limit(Limits.CHECKED).toList()) {
      var problem =
          switch (provider) {
            case AuthProvider.Oidc one -> oidc.problem(one.domain(), current.generation());
            case AuthProvider.CustomJwt one -> customJwt.problem(one, current.generation());
          };
      if (problem != null) {
        problems.add(
            "tokens of %s will be refused: %s".formatted(ProviderChoice.show(provider), problem));
      }
      if (ProviderChoice.applicationId(provider) == null) {
        problems.add(
            "%s accepts tokens of its issuer for any application; give it an applicationID"
                .formatted(ProviderChoice.show(provider)));
      }
    }
    return problems;
  }

  /// What is wrong with a set of keys, or null.
  public static @Nullable String keySetProblem(String json) {
    try {
      return KeySet.parse(json).keys().isEmpty() ? KeySet.EMPTY : null;
    } catch (UnusableDocumentException e) {
      return e.getMessage();
    }
  }

  /// What the audience of a token of `issuer` must be, or null if no provider accepts any.
  public @Nullable String audienceFor(String issuer) {
    return deployed.current().providers().stream()
        .filter(provider -> ProviderChoice.isIssuer(ProviderChoice.issuer(provider), issuer))
        .map(ProviderChoice::applicationId)
        .map(id -> id == null ? ANYBODY : id)
        .findFirst()
        .orElse(null);
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
