package dev.jensen.backend.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A service token as it is sent (`docs/formats/service-token.md`): `jensen_st_ID.CLAIMS.SECRET`.
///
/// Its three parts make clients take it for a JWT, so that they read from the claims when to ask
/// for another one. The server never reads them: it knows the token by its id and its hash.
///
/// @param text all of it, a secret
record TokenText(String id, String text) {

  private static final String PREFIX = "jensen_st_";
  private static final Pattern FORM =
      Pattern.compile("jensen_st_([0-9a-f]{16})\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}");
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  static boolean isOne(String token) {
    return token.startsWith(PREFIX);
  }

  /// A new token.
  ///
  /// @param claims JSON
  static TokenText create(String claims, RandomGenerator random) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    var hex = HexFormat.of().formatHex(id);
    return new TokenText(
        hex,
        "%s%s.%s.%s"
            .formatted(
                PREFIX,
                hex,
                BASE64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)),
                BASE64.encodeToString(secret)));
  }

  /// The token that was sent, or null if it has not the form of one.
  static @Nullable TokenText parse(String token) {
    if (token.length() > Limits.TOKEN_CHARS) {
      return null;
    }
    var form = FORM.matcher(token);
    return form.matches() ? new TokenText(form.group(1), token) : null;
  }

  /// SHA-256, as hex.
  String hash() {
    return HexFormat.of().formatHex(sha256());
  }

  /// Whether `hash` is the one of this token; takes the same time wherever they differ.
  boolean hasHash(String hash) {
    return MessageDigest.isEqual(sha256(), HexFormat.of().parseHex(hash));
  }

  private byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "%s%s…".formatted(PREFIX, id);
  }
}
