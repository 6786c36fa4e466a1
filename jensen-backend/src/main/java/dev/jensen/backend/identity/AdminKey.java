package dev.jensen.backend.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The key of whoever runs the deployment, `name|secret` (`spec/deploy-api.md` §2.3).
///
/// Its text is a secret: [#toString] does not show it.
public final class AdminKey {

  /// Enough that nobody guesses it.
  private static final int SECRET_BYTES = 32;

  /// Shorter secrets are chosen by people.
  private static final int GUESSABLE_CHARS = 32;

  private final String name;
  private final String secret;

  private AdminKey(String name, String secret) {
    this.name = name;
    this.secret = secret;
  }

  /// Reads a key as the operator gave it.
  ///
  /// @throws IllegalArgumentException if it is not `name|secret`; the message does not repeat it
  public static AdminKey parse(String text) {
    int bar = text.indexOf('|');
    if (bar < 1 || bar == text.length() - 1) {
      throw new IllegalArgumentException(
          "An admin key has the form NAME|SECRET, with both parts present.");
    }
    if (!text.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "An admin key travels in a header: it must consist of printable ASCII without spaces.");
    }
    return new AdminKey(text.substring(0, bar), text.substring(bar + 1));
  }

  /// A new key for the instance `name`.
  public static AdminKey generate(String name, RandomGenerator random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return new AdminKey(name, HexFormat.of().formatHex(secret));
  }

  /// The instance it is for.
  public String name() {
    return name;
  }

  /// The secret text, `name|secret`.
  public String reveal() {
    return name + '|' + secret;
  }

  /// Whether somebody who may try for long could guess it. Only operators choose such keys.
  public boolean isShort() {
    return secret.length() < GUESSABLE_CHARS;
  }

  /// Whether `offered` is this key, with or without a deployment type before the name; takes the
  /// same time wherever they differ.
  boolean matches(String offered) {
    return sameText(offered, reveal()) || sameText(withoutType(offered), reveal());
  }

  /// Whether `offered` is this key followed by a colon and something else.
  ///
  /// @return what follows the colon, or null
  @Nullable String actingAs(String offered) {
    var rest = afterKey(offered);
    return rest != null ? rest : afterKey(withoutType(offered));
  }

  private @Nullable String afterKey(String offered) {
    int length = reveal().length();
    if (offered.length() <= length || offered.charAt(length) != ':') {
      return null;
    }
    return sameText(offered.substring(0, length), reveal()) ? offered.substring(length + 1) : null;
  }

  /// Drops what stands before the name in keys of the form `prod:name|secret`; in keys that name a
  /// project instead, puts the instance's name in its place.
  private String withoutType(String offered) {
    int colon = offered.indexOf(':');
    int bar = offered.indexOf('|');
    if (colon < 0 || bar < colon) {
      return offered;
    }
    return switch (offered.substring(0, colon)) {
      case "preview", "project" -> name + offered.substring(bar);
      default -> offered.substring(colon + 1);
    };
  }

  private static boolean sameText(String a, String b) {
    return MessageDigest.isEqual(digest(a), digest(b));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return name + "|…";
  }
}
