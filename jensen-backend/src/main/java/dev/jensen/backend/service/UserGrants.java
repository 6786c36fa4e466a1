package dev.jensen.backend.service;

import dev.jensen.backend.identity.AuthenticationException;
import dev.jensen.backend.identity.AuthenticationException.Kind;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Tokens with which services act for users (`docs/formats/service-token.md`):
/// `jensen_ut_1.CLAIMS.MAC`. Nothing is stored of them; they are worthless to other deployments.
///
/// Thread-safe.
final class UserGrants {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PREFIX = "jensen_ut_";
  private static final Pattern FORM =
      Pattern.compile("(jensen_ut_1\\.([A-Za-z0-9_-]+))\\.([A-Za-z0-9_-]{43})");
  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final World world;
  private final SecretKeySpec key;

  /// What a service was granted.
  ///
  /// @param service the id of its token
  /// @param name of the user, `ISSUER|SUBJECT`
  record Grant(String service, String name, Instant expires) {

    /// As the user's own token without further claims would prove them.
    Identity.User user() {
      return new Identity.User(
          Value.Obj.of(
              Map.of(
                  "issuer", new Value.Text(UserName.issuer(name)),
                  "subject", new Value.Text(UserName.subject(name)),
                  "tokenIdentifier", new Value.Text(name))),
          false);
    }
  }

  UserGrants(World world, byte[] secret) {
    this.world = world;
    this.key =
        new SecretKeySpec(
            mac(new SecretKeySpec(secret, ALGORITHM), "services that act for users"), ALGORITHM);
  }

  private static byte[] mac(SecretKeySpec key, String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  static boolean isOne(String token) {
    return token.startsWith(PREFIX);
  }

  String issue(String service, String name, Instant expires) {
    var claims =
        JSON.createObjectNode()
            .put("iss", UserName.issuer(name))
            .put("sub", UserName.subject(name))
            .put("iat", world.now().getEpochSecond())
            .put("exp", expires.getEpochSecond())
            .put("service", service);
    var signed =
        "%s1.%s"
            .formatted(
                PREFIX, ENCODER.encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8)));
    return "%s.%s".formatted(signed, ENCODER.encodeToString(mac(key, signed)));
  }

  /// @throws AuthenticationException if this deployment did not make `token`, or it has expired
  Grant verify(String token) {
    var form = FORM.matcher(token);
    if (token.length() > Limits.TOKEN_CHARS || !form.matches()) {
      throw refused("it has not the form of one");
    }
    var signed = form.group(1).getBytes(StandardCharsets.US_ASCII);
    byte[] mac = mac(key, new String(signed, StandardCharsets.US_ASCII));
    // Compared as text: of several spellings of the same bytes only one is given out.
    byte[] expected = ENCODER.encode(mac);
    if (!MessageDigest.isEqual(expected, form.group(3).getBytes(StandardCharsets.US_ASCII))) {
      throw refused("this deployment did not make it");
    }
    var grant = read(form.group(2));
    if (!world.now().isBefore(grant.expires())) {
      throw refused("it expired at %s".formatted(grant.expires()));
    }
    return grant;
  }

  private static Grant read(String claims) {
    try {
      var json = JSON.readTree(Base64.getUrlDecoder().decode(claims));
      return new Grant(
          json.get("service").stringValue(),
          "%s|%s".formatted(json.get("iss").stringValue(), json.get("sub").stringValue()),
          Instant.ofEpochSecond(json.get("exp").longValue()));
    } catch (JacksonException e) {
      throw new IllegalStateException("a token that was made here cannot be read", e);
    }
  }

  private static AuthenticationException refused(String why) {
    return new AuthenticationException(
        Kind.REFUSED,
        "InvalidServiceToken",
        "The token with which a service acts for a user is not accepted: %s.".formatted(why));
  }
}
