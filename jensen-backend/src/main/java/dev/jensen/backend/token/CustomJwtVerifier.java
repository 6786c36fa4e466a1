package dev.jensen.backend.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSAlgorithm;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.identity.VerifiedUser;
import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.token.LookupException.Failure;
import dev.jensen.backend.world.World;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Verifies tokens of issuers that are known by their keys alone (`spec/auth.md` §5).
final class CustomJwtVerifier {

  /// How far the clocks of issuers may be off, in seconds.
  static final long LEEWAY = 5;

  private final World world;
  private final Documents<KeySet> keySets;
  private final IssuerKeys keys;
  private final Cache<String, KeySet> inline =
      Caffeine.newBuilder().maximumSize(Limits.DOCUMENTS).executor(Runnable::run).build();

  CustomJwtVerifier(World world, Fetcher fetcher) {
    this.world = world;
    this.keySets = new Documents<>(world, fetcher, Media::ofCustomKeys, KeySet::parse);
    this.keys = new IssuerKeys(world, keySets);
  }

  /// @param generation of what is deployed
  /// @throws RefusedTokenException if `token`, which names this provider, is not one of its tokens
  Verified verify(ParsedToken token, AuthProvider.CustomJwt provider, long generation) {
    checkHeader(token, provider);
    var fresh = checkSignature(token, provider, generation);
    var issuer = token.issuer();
    if (!ProviderChoice.isIssuer(provider.issuer(), issuer)) {
      throw RefusedTokenException.inHeader(
          "Invalid issuer: the token is of another issuer than its provider.", "issuer mismatch");
    }
    checkAudience(token, provider.applicationId());
    checkTimes(token.claims());
    var subject = token.claims().text("sub");
    var expiry = token.claims().time("exp");
    if (subject == null || expiry == null) {
      throw RefusedTokenException.inHeader(
          "Could not verify token claim: 'sub' and 'exp' are required.",
          "'sub' or 'exp' is missing");
    }
    var user = new Identity.User(CustomAttributes.of(token.claims(), issuer, subject), false);
    var expires = Lifetime.instant(expiry);
    return new Verified(
        new VerifiedUser(user, expires),
        new Span(world.now(), Lifetime.earlier(expires.plusSeconds(LEEWAY), fresh)));
  }

  /// What keeps tokens of `provider` from being verified, whatever they say, or null.
  @Nullable String problem(AuthProvider.CustomJwt provider, long generation) {
    try {
      var set =
          DataUrl.is(provider.jwks())
              ? inline.get(provider.jwks(), CustomJwtVerifier::parseInline)
              : keySets.get(keySets.address(URI.create(provider.jwks()), generation)).value();
      return set.keys().isEmpty() ? KeySet.EMPTY : null;
    } catch (LookupException | IllegalArgumentException e) {
      return e.getMessage();
    } catch (RefusedTokenException e) {
      return e.reason();
    }
  }

  private static void checkHeader(ParsedToken token, AuthProvider.CustomJwt provider) {
    var unsigned = token.unsignedReason();
    if (unsigned != null) {
      throw RefusedTokenException.undecodable(unsigned);
    }
    var algorithm = token.signatureHeader().getAlgorithm().getName();
    if (!algorithm.equals(provider.algorithm())) {
      throw RefusedTokenException.undecodable(
          "algorithm %s not allowed, expected %s"
              .formatted(Printable.of(algorithm), provider.algorithm()));
    }
    if (token.keyId() == null) {
      throw RefusedTokenException.inHeader(
          "Could not decode token: its header is missing a 'kid'.", "no key id");
    }
  }

  /// Returns up to when the keys need not be asked for again.
  private Instant checkSignature(
      ParsedToken token, AuthProvider.CustomJwt provider, long generation) {
    if (DataUrl.is(provider.jwks())) {
      checkFailure(failure(token, inline.get(provider.jwks(), CustomJwtVerifier::parseInline)), "");
      return Instant.MAX;
    }
    try {
      var address = keySets.address(URI.create(provider.jwks()), generation);
      var tried = keys.check(address, set -> failure(token, set));
      checkFailure(tried.failure(), "; JWKS fetched at %s".formatted(tried.keys().fresh().begin()));
      return tried.keys().fresh().end();
    } catch (LookupException e) {
      throw withoutKeys(e);
    } catch (IllegalArgumentException _) {
      throw RefusedTokenException.inHeader(
          "Could not fetch the JWKS: its URL is not one, and not accessible.", "no URL");
    }
  }

  private static void checkFailure(@Nullable String failure, String when) {
    if (failure != null) {
      throw RefusedTokenException.undecodable(failure + when);
    }
  }

  private static KeySet parseInline(String url) {
    try {
      return KeySet.parse(DataUrl.text(url));
    } catch (IllegalArgumentException _) {
      throw RefusedTokenException.inHeader(
          "Invalid JWKS data URL in auth.config.ts.", "it cannot be decoded");
    } catch (UnusableDocumentException e) {
      throw invalidKeys(String.valueOf(e.getMessage()));
    }
  }

  private static RefusedTokenException withoutKeys(LookupException e) {
    var why = String.valueOf(e.getMessage());
    return switch (e.failure()) {
      case Failure.Unreachable _ -> RefusedTokenException.unreachableKeys(why);
      case Failure.Status _ ->
          RefusedTokenException.inHeader(
              "Could not fetch the JWKS. Check that its URL is accessible from the server.", why);
      case Failure.MediaType _ ->
          RefusedTokenException.inHeader(
              "Could not fetch the JWKS. Check that its URL is accessible, with Content-Type"
                  + " application/json or application/jwk-set+json.",
              why);
      case Failure.Unusable _ -> invalidKeys(why);
    };
  }

  private static RefusedTokenException invalidKeys(String why) {
    return RefusedTokenException.inHeader(
        "Invalid JWKS response body: not valid JSON, or not a set of keys.", why);
  }

  /// Why the key that `token` names does not verify it, or null if it does.
  private static @Nullable String failure(ParsedToken token, KeySet set) {
    var id = token.keyId();
    var algorithm = token.signatureHeader().getAlgorithm();
    for (var key : set.keys()) {
      if (key.getKeyID() != null && key.getKeyID().equals(id)) {
        boolean fits =
            Signatures.fits(key, algorithm)
                && (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm));
        return fits ? Signatures.failure(token, key) : notFor(algorithm);
      }
    }
    return "key id %s unknown".formatted(Printable.of(String.valueOf(id)));
  }

  private static String notFor(JWSAlgorithm algorithm) {
    return "the key that the token names is not one for %s".formatted(algorithm.getName());
  }

  private static void checkAudience(ParsedToken token, @Nullable String expected) {
    List<String> audience = token.claims().audience();
    if (expected != null && !audience.contains(expected)) {
      throw RefusedTokenException.inHeader(
          "Invalid audience: the token is for another application.",
          "audience is %s, expected %s".formatted(Printable.of(audience.toString()), expected));
    }
  }

  private void checkTimes(Claims claims) {
    var now = world.now();
    var expiry = claims.time("exp");
    double ago = expiry == null ? 0 : Lifetime.since(expiry, now);
    if (ago > LEEWAY) {
      throw RefusedTokenException.inHeader(
          "Could not validate token: Token expired %d seconds ago".formatted((long) ago),
          "expired %d seconds ago".formatted((long) ago));
    }
    for (var name : List.of("nbf", "iat")) {
      var time = claims.time(name);
      double ahead = time == null ? 0 : -Lifetime.since(time, now);
      if (ahead > LEEWAY) {
        throw RefusedTokenException.inHeader(
            "Could not validate token: Token will be valid in %d seconds".formatted((long) ahead),
            "'%s' is %d seconds ahead".formatted(name, (long) ahead));
      }
    }
  }
}
