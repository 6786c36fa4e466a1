package dev.jensen.backend.identity;

import static dev.jensen.backend.identity.AuthenticationException.Kind.MALFORMED;
import static dev.jensen.backend.identity.AuthenticationException.Kind.NOT_ALLOWED;
import static dev.jensen.backend.identity.AuthenticationException.Kind.REFUSED;

import dev.jensen.value.Value;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells who calls from what they offer (`spec/http-api.md` §3, `spec/deploy-api.md` §2).
///
/// Thread-safe. No message and no log line repeats a key or a token.
public final class Authenticator {

  /// What the shortest useful header needs.
  private static final int HEADER_CHARS_MIN = 7;

  private final AdminKey adminKey;
  private final UserTokens tokens;

  /// Knows the deployment's one admin key, and who verifies users' tokens.
  public Authenticator(AdminKey adminKey, UserTokens tokens) {
    this.adminKey = adminKey;
    this.tokens = tokens;
  }

  /// Who calls, by the `Authorization` header or, if there is none, by the `adminKey` query
  /// parameter.
  ///
  /// @throws AuthenticationException if what they offer proves nothing
  public Identity identify(@Nullable String header, @Nullable String keyParameter) {
    if (header != null) {
      return identify(header);
    }
    return keyParameter == null ? new Identity.Unknown() : administrator(keyParameter);
  }

  /// The administrator that `key` proves.
  ///
  /// @throws AuthenticationException if it is not the admin key
  public Identity administrator(String key) {
    var actingAs = adminKey.actingAs(key);
    if (actingAs != null) {
      return ActingAs.parse(actingAs);
    }
    if (adminKey.matches(key)) {
      return new Identity.Admin(false);
    }
    throw new AuthenticationException(
        REFUSED, "BadAdminKey", "The provided admin key was invalid for this instance");
  }

  /// The user whom `token` proves, and for how long.
  ///
  /// @throws AuthenticationException if it proves nobody, or that cannot be found out now
  public VerifiedUser verify(String token) {
    return tokens.verify(token);
  }

  /// The user whom an administrator acts as.
  ///
  /// @throws AuthenticationException if the attributes name no user
  public Identity actingAs(Value.Obj attributes) {
    return ActingAs.of(attributes);
  }

  /// Makes sure that `identity` may administer the deployment.
  ///
  /// @throws AuthenticationException if not
  public void requireAdministrator(Identity identity) {
    if (!(identity instanceof Identity.Admin)) {
      throw new AuthenticationException(
          NOT_ALLOWED,
          "BadDeployKey",
          "This needs the admin key of the deployment '%s'. Send it as 'Authorization: Convex KEY' and check that the key was made for this deployment."
              .formatted(adminKey.name()));
    }
  }

  private Identity identify(String header) {
    if (!header.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw new AuthenticationException(
          MALFORMED,
          "HeaderParseFailure",
          "The Authorization header holds characters that are not printable ASCII.");
    }
    if (header.length() < HEADER_CHARS_MIN) {
      throw new AuthenticationException(
          MALFORMED, "InvalidHeaderFailure", "The Authorization header is too short.");
    }
    int space = header.indexOf(' ');
    var scheme = header.substring(0, Math.max(space, 0)).toLowerCase(Locale.ROOT);
    var offered = header.substring(space + 1).strip();
    return switch (scheme) {
      case "convex" -> administrator(offered);
      case "bearer" -> user(offered);
      default ->
          throw new AuthenticationException(
              MALFORMED,
              "InvalidAdminKey",
              "The Authorization header must be 'Bearer TOKEN' or 'Convex KEY'.");
    };
  }

  private Identity user(String token) {
    if (token.isEmpty()) {
      throw new AuthenticationException(
          MALFORMED, "InvalidAdminKey", "The Authorization header has no token after 'Bearer'.");
    }
    return verify(token).user();
  }
}
