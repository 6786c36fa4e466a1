package dev.jensen.backend.identity;

import static dev.jensen.backend.identity.AuthenticationException.Kind.MALFORMED;
import static dev.jensen.backend.identity.AuthenticationException.Kind.NOT_ALLOWED;
import static dev.jensen.backend.identity.AuthenticationException.Kind.REFUSED;
import static dev.jensen.backend.identity.AuthenticationException.Kind.TOO_MANY;

import dev.jensen.backend.world.World;
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
  private final AdminKey readOnlyKey;
  private final UserTokens tokens;
  private final ServiceProofs services;
  private final FailedAttempts failures;

  /// Knows the deployment's keys, and who verifies users' tokens and those of services.
  public Authenticator(World world, InstanceKeys keys, UserTokens tokens, ServiceProofs services) {
    this.adminKey = keys.adminKey();
    this.readOnlyKey = keys.readOnlyKey();
    this.tokens = tokens;
    this.services = services;
    this.failures = new FailedAttempts(world);
  }

  /// Who calls, by the `Authorization` header or, if there is none, by the `adminKey` query
  /// parameter.
  ///
  /// @param address where the request comes from
  /// @throws AuthenticationException if what they offer proves nothing
  public Identity identify(@Nullable String header, @Nullable String keyParameter, String address) {
    if (header != null) {
      return identify(header, address);
    }
    return keyParameter == null ? new Identity.Unknown() : administrator(keyParameter, address);
  }

  /// The administrator that `key` proves.
  ///
  /// A right key is accepted however many wrong ones came from the same address, which may be a
  /// proxy's; but not one that is so short that the wrong ones may be guesses of it.
  ///
  /// @param address where the request comes from
  /// @throws AuthenticationException if it is not the admin key
  public Identity administrator(String key, String address) {
    if (adminKey.isShort() && failures.isExhausted(address)) {
      throw tooMany("Admin keys");
    }
    var actingAs = adminKey.actingAs(key);
    if (actingAs != null) {
      return ActingAs.parse(actingAs);
    }
    if (adminKey.matches(key)) {
      return new Identity.Admin(false);
    }
    if (readOnlyKey.matches(key)) {
      return new Identity.Admin(true);
    }
    if (readOnlyKey.actingAs(key) != null) {
      throw notPermitted();
    }
    if (!failures.count(address)) {
      throw tooMany("Admin keys");
    }
    throw new AuthenticationException(
        REFUSED, "BadAdminKey", "The provided admin key was invalid for this instance");
  }

  private static AuthenticationException notPermitted() {
    return new AuthenticationException(
        NOT_ALLOWED,
        "OperationNotPermitted",
        "You do not have permission to perform this operation: the key is read-only. Use the one"
            + " that 'jensen admin-key' prints.");
  }

  private static AuthenticationException tooMany(String what) {
    return new AuthenticationException(
        TOO_MANY,
        "TooManyFailedAttempts",
        "%s from this address were wrong too often. Check the one you use, and try again in a second."
            .formatted(what));
  }

  /// The user or service that `token` proves, and for how long.
  ///
  /// @param address where the request comes from
  /// @throws AuthenticationException if it proves nobody, or that cannot be found out now
  public Proof verify(String token, String address) {
    if (services.isOne(token)) {
      return verifyService(token, address);
    }
    var user = tokens.verify(token);
    return new Proof(user.user(), user.expiry(), () -> true);
  }

  /// Nobody guesses the secret of a service: a right one is always accepted.
  private Proof verifyService(String token, String address) {
    try {
      return services.verify(token);
    } catch (AuthenticationException e) {
      throw failures.count(address) ? e : tooMany("Service tokens");
    }
  }

  /// Whether `key` is the admin key. Only an administrator may ask.
  public boolean isAdminKey(String key) {
    return adminKey.matches(key) || adminKey.actingAs(key) != null;
  }

  /// Whether `key` is the read-only key. Only an administrator may ask.
  public boolean isReadOnlyKey(String key) {
    return readOnlyKey.matches(key);
  }

  /// The user whom an administrator acts as.
  ///
  /// @throws AuthenticationException if the attributes name no user, or the administrator's key is
  ///   read-only
  public Identity actingAs(Identity administrator, Value.Obj attributes) {
    requireAdministrator(administrator);
    return ActingAs.of(attributes);
  }

  /// Makes sure that `identity` may administer the deployment.
  ///
  /// @throws AuthenticationException if not
  public void requireAdministrator(Identity identity) {
    requireViewer(identity);
    if (identity instanceof Identity.Admin(var readOnly) && readOnly) {
      throw notPermitted();
    }
  }

  /// Makes sure that `identity` may look at everything in the deployment.
  ///
  /// @throws AuthenticationException if not
  public void requireViewer(Identity identity) {
    if (!(identity instanceof Identity.Admin)) {
      throw new AuthenticationException(
          NOT_ALLOWED,
          "BadDeployKey",
          "This needs the admin key of the deployment '%s'. Send it as 'Authorization: Convex KEY' and check that the key was made for this deployment."
              .formatted(adminKey.name()));
    }
  }

  private Identity identify(String header, String address) {
    if (!isPrintable(header)) {
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
      case "convex" -> administrator(offered, address);
      case "bearer" -> user(offered, address);
      default ->
          throw new AuthenticationException(
              MALFORMED,
              "InvalidAdminKey",
              "The Authorization header must be 'Bearer TOKEN' or 'Convex KEY'.");
    };
  }

  /// A loop, because tokens are long and come with every request.
  private static boolean isPrintable(String header) {
    for (int i = 0; i < header.length(); i++) {
      char character = header.charAt(i);
      if (character < ' ' || character >= 127) {
        return false;
      }
    }
    return true;
  }

  private Identity user(String token, String address) {
    if (token.isEmpty()) {
      throw new AuthenticationException(
          MALFORMED, "InvalidAdminKey", "The Authorization header has no token after 'Bearer'.");
    }
    return verify(token, address).identity();
  }
}
