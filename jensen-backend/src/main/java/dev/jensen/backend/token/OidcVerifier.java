package dev.jensen.backend.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import dev.jensen.backend.identity.AuthenticationException.Kind;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.identity.VerifiedUser;
import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.token.Documents.Fetched;
import dev.jensen.backend.token.LookupException.Failure;
import dev.jensen.backend.world.World;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Verifies ID tokens of OpenID Connect issuers (`spec/auth.md` §4).
///
/// What can be judged by the token alone is judged before anybody is asked for keys.
final class OidcVerifier {

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.EdDSA);
  private static final Set<String> TYPES = Set.of("jwt", "jose");
  private static final String DOCUMENT = ".well-known/openid-configuration";

  private final World world;
  private final Documents<Discovery> discoveries;
  private final Documents<KeySet> keySets;
  private final IssuerKeys keys;

  OidcVerifier(World world, Fetcher fetcher) {
    this.world = world;
    this.discoveries = new Documents<>(world, fetcher, Media::ofDiscovery, Discovery::parse);
    this.keySets = new Documents<>(world, fetcher, Media::ofOidcKeys, KeySet::parse);
    this.keys = new IssuerKeys(world, keySets);
  }

  /// What an issuer says of itself, as far as it is needed.
  private record Discovery(String issuer, URI keys) {

    static Discovery parse(String json) {
      var document = StrictJson.object(json);
      if (document == null) {
        throw new UnusableDocumentException("it is not valid JSON");
      }
      var issuer = document.path("issuer");
      var keys = document.path("jwks_uri");
      if (!issuer.isString() || !keys.isString()) {
        throw new UnusableDocumentException("it lacks `issuer` or `jwks_uri`");
      }
      try {
        return new Discovery(issuer.stringValue(), URI.create(keys.stringValue()));
      } catch (IllegalArgumentException _) {
        throw new UnusableDocumentException("its `jwks_uri` is no address");
      }
    }
  }

  /// The claims that make a token an ID token.
  private record IdClaims(String subject, double expiry, Identity.User user) {

    static IdClaims of(ParsedToken token) {
      var claims = token.claims();
      try {
        var subject = claims.text("sub");
        var expiry = claims.time("exp");
        if (subject == null || expiry == null || claims.time("iat") == null) {
          throw RefusedTokenException.notIdToken("'sub', 'exp' and 'iat' are required");
        }
        var attributes = OidcAttributes.of(claims, token.issuer(), subject);
        return new IdClaims(subject, expiry, new Identity.User(attributes, false));
      } catch (Claims.TypeException e) {
        throw RefusedTokenException.notIdToken(String.valueOf(e.getMessage()));
      }
    }
  }

  /// @param generation of what is deployed
  /// @throws RefusedTokenException if `token`, which names this provider, is not one of its tokens
  Verified verify(ParsedToken token, AuthProvider.Oidc provider, long generation) {
    var claims = IdClaims.of(token);
    checkHeader(token);
    checkAudience(token, provider.applicationId());
    checkExpiry(claims.expiry());
    try {
      var fresh = checkSignature(token, generation);
      var expiry = Lifetime.instant(claims.expiry());
      return new Verified(
          new VerifiedUser(claims.user(), expiry),
          new Span(world.now(), Lifetime.earlier(expiry, fresh)));
    } catch (LookupException e) {
      throw undiscovered(token.issuer(), e);
    }
  }

  /// What keeps tokens of `issuer` from being verified, whatever they say, or null.
  @Nullable String problem(String issuer, long generation) {
    try {
      var discovery =
          discoveries.get(discoveries.address(discoveryUrl(issuer), generation)).value();
      if (!ProviderChoice.isIssuer(issuer, discovery.issuer())) {
        return "its discovery document names the issuer %s"
            .formatted(Printable.of(discovery.issuer()));
      }
      var set = keySets.get(keySets.address(discovery.keys(), generation)).value();
      return set.keys().isEmpty() ? KeySet.EMPTY : null;
    } catch (LookupException e) {
      return e.getMessage();
    } catch (RefusedTokenException e) {
      return e.reason();
    }
  }

  private static void checkHeader(ParsedToken token) {
    var unsigned = token.unsignedReason();
    if (unsigned != null) {
      throw RefusedTokenException.unverified(unsigned);
    }
    var header = token.signatureHeader();
    if (!ALGORITHMS.contains(header.getAlgorithm())) {
      throw RefusedTokenException.unverified(
          "algorithm %s not allowed, expected RS256 or EdDSA"
              .formatted(Printable.of(header.getAlgorithm().getName())));
    }
    if (header.getContentType() != null || !isIdToken(header.getType())) {
      throw RefusedTokenException.unverified(
          "the header's 'typ' must be JWT or absent, and 'cty' absent: access tokens need a"
              + " customJwt provider");
    }
  }

  private static boolean isIdToken(@Nullable JOSEObjectType type) {
    if (type == null) {
      return true;
    }
    var name = type.getType().toLowerCase(Locale.ROOT);
    return TYPES.contains(name.startsWith("application/") ? name.substring(12) : name);
  }

  private static void checkAudience(ParsedToken token, String expected) {
    var audience = token.claims().audience();
    if (!audience.stream().allMatch(expected::equals)) {
      throw RefusedTokenException.unverified(
          "audience is %s, expected %s and nothing else"
              .formatted(Printable.of(audience.toString()), expected));
    }
  }

  private void checkExpiry(double expiry) {
    double ago = Lifetime.since(expiry, world.now());
    if (ago >= 0) {
      throw RefusedTokenException.unverified("expired %d seconds ago".formatted((long) ago));
    }
  }

  /// Returns up to when the keys need not be asked for again.
  private Instant checkSignature(ParsedToken token, long generation) {
    var discovery = discover(token.issuer(), generation);
    var address = keySets.address(discovery.value().keys(), generation);
    var tried = keys.check(address, set -> failure(token, set));
    if (tried.failure() != null) {
      throw RefusedTokenException.unverified(
          "%s; keys fetched from %s at %s"
              .formatted(
                  tried.failure(),
                  Printable.of(address.url().toString()),
                  tried.keys().fresh().begin()));
    }
    return Lifetime.earlier(discovery.fresh().end(), tried.keys().fresh().end());
  }

  private Fetched<Discovery> discover(String issuer, long generation) {
    var address = discoveries.address(discoveryUrl(issuer), generation);
    var discovery = discoveries.get(address);
    if (!discovery.value().issuer().equals(issuer)) {
      throw new LookupException(
          new Failure.Unusable(),
          "%s names the issuer %s"
              .formatted(
                  Printable.of(address.url().toString()),
                  Printable.of(discovery.value().issuer())));
    }
    return discovery;
  }

  private static URI discoveryUrl(String issuer) {
    try {
      if (issuer.matches("https?://.*") && !issuer.endsWith("//")) {
        return URI.create(issuer.endsWith("/") ? issuer + DOCUMENT : issuer + '/' + DOCUMENT);
      }
    } catch (IllegalArgumentException _) {
      // Answered as any other issuer that has no document.
    }
    throw RefusedTokenException.inHeader(
        "The 'iss' claim of an OIDC token must be the URL of its issuer.",
        "issuer is %s".formatted(Printable.of(issuer)));
  }

  /// Why none of the keys verifies `token`, or null if one does.
  private static @Nullable String failure(ParsedToken token, KeySet set) {
    var eligible = set.keys().stream().filter(key -> isEligible(token, key)).toList();
    if (eligible.size() == 1) {
      return Signatures.failure(token, eligible.getFirst());
    }
    var id = token.keyId();
    var whose = id == null ? "without a key id" : "with the key id %s".formatted(Printable.of(id));
    return eligible.isEmpty()
        ? "key unknown: the provider has none %s that fits".formatted(whose)
        : "the provider has %d keys that fit a token %s".formatted(eligible.size(), whose);
  }

  private static boolean isEligible(ParsedToken token, JWK key) {
    var algorithm = token.signatureHeader().getAlgorithm();
    var id = token.keyId();
    return (id == null || id.equals(key.getKeyID()))
        && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
        && (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
        && Signatures.fits(key, algorithm);
  }

  private static RefusedTokenException undiscovered(String issuer, LookupException e) {
    var said =
        e.failure() instanceof Failure.Status(var status) ? ": status %d".formatted(status) : "";
    return RefusedTokenException.undiscovered(
        kind(e.failure()),
        "Could not get the discovery document or the keys of the issuer %s%s."
            .formatted(Printable.of(issuer), said),
        String.valueOf(e.getMessage()));
  }

  private static Kind kind(Failure failure) {
    return switch (failure) {
      case Failure.Unreachable _ -> Kind.PROVIDER_DOWN;
      case Failure.MediaType _, Failure.Unusable _ -> Kind.MALFORMED;
      case Failure.Status(var status) ->
          switch (status) {
            case 401 -> Kind.REFUSED;
            case 403 -> Kind.NOT_ALLOWED;
            case 404 -> Kind.PROVIDER_LACKS;
            case 421 -> Kind.PROVIDER_MISDIRECTED;
            case 425 -> Kind.PROVIDER_TOO_EARLY;
            case 429 -> Kind.PROVIDER_BUSY;
            default -> status >= 500 ? Kind.PROVIDER_DOWN : Kind.MALFORMED;
          };
    };
  }
}
