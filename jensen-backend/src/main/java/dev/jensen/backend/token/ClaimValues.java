package dev.jensen.backend.token;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Puts claims among the fields of an identity.
final class ClaimValues {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimValues.class);

  private static final String IDENTIFIER = "tokenIdentifier";

  private ClaimValues() {}

  /// Adds the claim as it is; leaves it out if no value of a function can be like it.
  static void put(Map<String, Value> fields, String name, JsonNode claim) {
    try {
      var field = Value.Obj.of(Map.of(name, JsonFormat.CLEAN.read(claim.toString())));
      fields.putAll(field.fields());
    } catch (InvalidValueException e) {
      LOG.debug("a claim is not shown to functions", e);
    }
  }

  /// Which user an identity is of.
  static String identifier(Value.Obj attributes) {
    return attributes.fields().get(IDENTIFIER) instanceof Value.Text(var text) ? text : "";
  }

  /// Adds what every identity has. It stands last and wins: a claim that somebody can edit at the
  /// issuer must not look like it (`spec/auth.md` §8.4).
  static void putIdentifiers(Map<String, Value> fields, String issuer, String subject) {
    fields.put(IDENTIFIER, new Value.Text("%s|%s".formatted(issuer, subject)));
    fields.put("issuer", new Value.Text(issuer));
    fields.put("subject", new Value.Text(subject));
  }
}
