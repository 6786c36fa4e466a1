package dev.jensen.backend.token;

import com.nimbusds.jose.jwk.JWK;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The public keys of an issuer (RFC 7517), without those that cannot be understood.
record KeySet(List<JWK> keys) {

  /// What is said of a set that verifies nothing.
  static final String EMPTY = "the key set holds no key that can be used";

  KeySet {
    keys = List.copyOf(keys);
  }

  /// Reads a set.
  ///
  /// @throws UnusableDocumentException if it is none
  static KeySet parse(String json) {
    var set = StrictJson.object(json);
    if (set == null) {
      throw new UnusableDocumentException("it is not valid JSON");
    }
    var members = set.path("keys");
    if (!members.isArray()) {
      throw new UnusableDocumentException("it has no list of `keys`");
    }
    if (members.size() > Limits.KEYS) {
      throw new UnusableDocumentException(
          "it has %d keys, at most %d are allowed".formatted(members.size(), Limits.KEYS));
    }
    return of(members);
  }

  private static KeySet of(JsonNode members) {
    var keys = new ArrayList<JWK>();
    for (var member : members) {
      try {
        keys.add(JWK.parse(member.toString()));
      } catch (ParseException | IllegalArgumentException | IllegalStateException _) {
        // One strange key does not spoil the others.
      }
    }
    return new KeySet(keys);
  }
}
