package dev.jensen.backend.token;

import static java.util.Map.entry;

import dev.jensen.value.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The claims of an ID token as the fields of an identity (`spec/auth.md` §8.2): standard claims
/// under their documented names, others under their own.
final class OidcAttributes {

  /// Standard claims that are texts, and the fields that show them.
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          entry("name", "name"),
          entry("given_name", "givenName"),
          entry("family_name", "familyName"),
          entry("nickname", "nickname"),
          entry("preferred_username", "preferredUsername"),
          entry("profile", "profileUrl"),
          entry("picture", "pictureUrl"),
          entry("website", "websiteUrl"),
          entry("email", "email"),
          entry("gender", "gender"),
          entry("birthdate", "birthday"),
          entry("zoneinfo", "timezone"),
          entry("locale", "language"),
          entry("phone_number", "phoneNumber"));

  private static final Map<String, String> BOOLEANS =
      Map.of("email_verified", "emailVerified", "phone_number_verified", "phoneNumberVerified");

  /// Claims about the token, or that differ from one token of a user to the next: not shown.
  private static final Set<String> HIDDEN_TEXTS =
      Set.of("middle_name", "birthday", "nonce", "acr", "azp", "at_hash", "c_hash");

  private static final Set<String> HIDDEN =
      Set.of("iss", "sub", "aud", "exp", "iat", "nbf", "jti", "fva");

  private static final Set<String> FIELDS = fields();

  private final Map<String, Value> fields = new HashMap<>();

  private OidcAttributes() {}

  private static Set<String> fields() {
    var names = new HashSet<>(TEXTS.values());
    names.addAll(BOOLEANS.values());
    names.addAll(Set.of("address", "updatedAt", "tokenIdentifier", "issuer", "subject"));
    return Set.copyOf(names);
  }

  /// @throws Claims.TypeException if a standard claim has another type than it must have
  static Value.Obj of(Claims claims, String issuer, String subject) {
    var attributes = new OidcAttributes();
    claims.json().properties().forEach(claim -> attributes.add(claim.getKey(), claim.getValue()));
    ClaimValues.putIdentifiers(attributes.fields, issuer, subject);
    return Value.Obj.of(attributes.fields);
  }

  private void add(String claim, JsonNode value) {
    int tag = claim.indexOf('#');
    var name =
        tag > 0 && TEXTS.containsKey(claim.substring(0, tag)) ? claim.substring(0, tag) : claim;
    if (!isStandard(name)) {
      // A field of this identity is never what a claim of the same name says.
      if (!HIDDEN.contains(name) && !FIELDS.contains(name)) {
        ClaimValues.put(fields, name, value);
      }
      return;
    }
    if (value.isNull()) {
      return;
    }
    var shown = standard(name, value);
    if (shown != null && name.equals(claim)) {
      fields.put(field(name), shown);
    }
  }

  private static boolean isStandard(String claim) {
    return TEXTS.containsKey(claim)
        || BOOLEANS.containsKey(claim)
        || HIDDEN_TEXTS.contains(claim)
        || Set.of("address", "updated_at", "amr", "auth_time").contains(claim);
  }

  private static String field(String claim) {
    return switch (claim) {
      case "address" -> "address";
      case "updated_at" -> "updatedAt";
      default -> TEXTS.getOrDefault(claim, BOOLEANS.getOrDefault(claim, claim));
    };
  }

  /// What a standard claim shows, or null for one that shows nothing.
  private static @Nullable Value standard(String claim, JsonNode value) {
    return switch (claim) {
      case "address" -> address(value);
      case "updated_at" -> new Value.Text(updatedAt(value));
      case "amr" -> {
        Claims.checkTexts(claim, value);
        yield null;
      }
      case "auth_time" -> {
        require(value.isNumber(), claim, "a number of seconds");
        yield null;
      }
      case String name when BOOLEANS.containsKey(name) -> {
        require(value.isBoolean(), name, "true or false");
        yield new Value.Bool(value.booleanValue());
      }
      case String name -> {
        require(value.isString(), name, "a text");
        yield HIDDEN_TEXTS.contains(name) ? null : new Value.Text(value.stringValue());
      }
    };
  }

  private static @Nullable Value address(JsonNode value) {
    require(value.isObject(), "address", "an object");
    var formatted = value.path("formatted");
    if (formatted.isMissingNode() || formatted.isNull()) {
      return null;
    }
    require(formatted.isString(), "address", "an object whose member 'formatted' is a text");
    return new Value.Text(formatted.stringValue());
  }

  private static String updatedAt(JsonNode value) {
    try {
      if (value.isString()) {
        return text(OffsetDateTime.parse(value.stringValue()).toInstant());
      }
      require(value.isNumber(), "updated_at", "a time");
      var nanos = value.decimalValue().movePointRight(9).setScale(0, RoundingMode.HALF_EVEN);
      var parts = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
      return text(Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact()));
    } catch (DateTimeException | ArithmeticException _) {
      throw new Claims.TypeException("updated_at", "a time");
    }
  }

  private static String text(Instant time) {
    return time.toString().replace("Z", "+00:00");
  }

  private static void require(boolean holds, String claim, String expected) {
    if (!holds) {
      throw new Claims.TypeException(claim, expected);
    }
  }
}
