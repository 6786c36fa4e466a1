package dev.jensen.backend.token;

import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.token.TokenReport.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What there is to say about each part of a token. Says only; whether it is accepted is decided by
/// those who verify tokens.
///
/// @param provider which the token belongs to, or null
record ReportLines(
    ParsedToken token, List<AuthProvider> providers, @Nullable AuthProvider provider, Instant now) {

  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  /// All parts but the signature.
  List<Line> all() {
    var lines = new ArrayList<Line>();
    lines.add(algorithm());
    lines.add(issuer());
    lines.add(audience());
    lines.add(subject());
    lines.add(expiry());
    lines.add(issued());
    var notBefore = notBefore();
    if (notBefore != null) {
      lines.add(notBefore);
    }
    return lines;
  }

  private Line algorithm() {
    var algorithm = Printable.of(token.header().getAlgorithm().getName());
    var unsigned = token.unsignedReason();
    if (unsigned != null) {
      return new Line("alg", false, unsigned);
    }
    return switch (provider) {
      case null -> new Line("alg", true, algorithm);
      case AuthProvider.Oidc _ ->
          allowed(algorithm, "RS256 or EdDSA", List.of("RS256", "EdDSA").contains(algorithm));
      case AuthProvider.CustomJwt custom ->
          allowed(algorithm, custom.algorithm(), custom.algorithm().equals(algorithm));
    };
  }

  private static Line allowed(String algorithm, String expected, boolean isAllowed) {
    return new Line(
        "alg",
        isAllowed,
        isAllowed
            ? algorithm
            : "algorithm %s is not allowed, expected %s".formatted(algorithm, expected));
  }

  private Line issuer() {
    var issuer = Printable.of(token.issuer());
    if (providers.isEmpty()) {
      return new Line("iss", false, "%s, and no provider is deployed at all".formatted(issuer));
    }
    boolean isKnown = providers.stream().anyMatch(one -> ProviderChoice.names(one, token));
    return new Line(
        "iss", isKnown, isKnown ? issuer : "no provider for the issuer %s".formatted(issuer));
  }

  private Line audience() {
    var audience = token.claims().audience();
    var shown = Printable.of(audience.toString());
    var expected =
        providers.stream()
            .filter(one -> ProviderChoice.names(one, token))
            .map(ProviderChoice::applicationId)
            .map(id -> id == null ? "anything" : id)
            .distinct()
            .toList();
    if (expected.isEmpty()) {
      return new Line("aud", true, shown);
    }
    if (provider == null) {
      return new Line(
          "aud",
          false,
          "audience is %s, expected %s".formatted(shown, String.join(" or ", expected)));
    }
    boolean isAlone =
        !(provider instanceof AuthProvider.Oidc(_, var id))
            || audience.stream().allMatch(id::equals);
    return new Line(
        "aud",
        isAlone,
        isAlone
            ? shown
            : "audience is %s, expected one alone: use a customJwt provider".formatted(shown));
  }

  private Line subject() {
    var subject = token.claims().text("sub");
    return new Line("sub", subject != null, subject == null ? "missing" : Printable.of(subject));
  }

  private Line expiry() {
    var expiry = token.claims().time("exp");
    if (expiry == null) {
      return new Line("exp", false, "missing");
    }
    double ago = Lifetime.since(expiry, now);
    boolean isOver = isCustom() ? ago > CustomJwtVerifier.LEEWAY : ago >= 0;
    return ago >= 0
        ? new Line("exp", !isOver, "expired %s ago".formatted(duration(ago)))
        : new Line("exp", true, "good for %s".formatted(duration(-ago)));
  }

  private Line issued() {
    var issued = token.claims().time("iat");
    if (issued == null) {
      boolean isNeeded = provider instanceof AuthProvider.Oidc;
      return new Line("iat", !isNeeded, isNeeded ? "missing, OIDC tokens need it" : "missing");
    }
    double ago = Lifetime.since(issued, now);
    return ago >= 0
        ? new Line("iat", true, "issued %s ago".formatted(duration(ago)))
        : new Line("iat", isSoon(ago), "issued %s in the future".formatted(duration(-ago)));
  }

  private @Nullable Line notBefore() {
    var start = token.claims().time("nbf");
    if (start == null) {
      return null;
    }
    double ago = Lifetime.since(start, now);
    return ago >= 0
        ? new Line("nbf", true, "began %s ago".formatted(duration(ago)))
        : new Line("nbf", isSoon(ago), "begins in %s".formatted(duration(-ago)));
  }

  private boolean isSoon(double ago) {
    return !isCustom() || -ago <= CustomJwtVerifier.LEEWAY;
  }

  private boolean isCustom() {
    return provider instanceof AuthProvider.CustomJwt;
  }

  /// In the largest unit that fits.
  static String duration(double seconds) {
    long whole = (long) seconds;
    if (whole < 2 * MINUTE) {
      return count(whole, "second");
    }
    if (whole < 2 * HOUR) {
      return count(whole / MINUTE, "minute");
    }
    return whole < 2 * DAY ? count(whole / HOUR, "hour") : count(whole / DAY, "day");
  }

  private static String count(long count, String unit) {
    return count == 1 ? "1 %s".formatted(unit) : "%d %ss".formatted(count, unit);
  }
}
