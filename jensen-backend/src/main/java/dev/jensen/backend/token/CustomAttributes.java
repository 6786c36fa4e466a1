package dev.jensen.backend.token;

import dev.jensen.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The claims of a token of a customJwt provider as the fields of an identity (`spec/auth.md`
/// §8.3): all under their own names, members of objects with dots between the names.
final class CustomAttributes {

  /// Claims about the token, or that differ from one token of a user to the next: not shown.
  private static final Set<String> HIDDEN =
      Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "fva");

  private CustomAttributes() {}

  static Value.Obj of(Claims claims, String issuer, String subject) {
    var fields = new HashMap<String, Value>();
    claims
        .json()
        .properties()
        .forEach(claim -> {
          if (!HIDDEN.contains(claim.getKey())) {
            add(fields, claim.getKey(), claim.getValue());
          }
        });
    ClaimValues.putIdentifiers(fields, issuer, subject);
    return Value.Obj.of(fields);
  }

  private static void add(Map<String, Value> fields, String name, JsonNode value) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(member -> add(fields, name + '.' + member.getKey(), member.getValue()));
    } else {
      ClaimValues.put(fields, name, value);
    }
  }
}
