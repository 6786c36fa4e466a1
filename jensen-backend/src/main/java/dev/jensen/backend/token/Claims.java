package dev.jensen.backend.token;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The payload of a token, not necessarily a verified one.
///
/// A claim that is null counts as absent (`spec/auth.md` §8.2).
record Claims(ObjectNode json) {

  /// A claim has a type that it must not have.
  static final class TypeException extends RuntimeException {

    TypeException(String name, String expected) {
      super("the claim '%s' must be %s".formatted(Printable.of(name), expected));
    }
  }

  /// Makes sure that registered claims have the types of RFC 7519 §4.1.
  ///
  /// @throws TypeException if one has not
  void checkTypes() {
    for (var name : List.of("iss", "sub", "jti")) {
      var _ = text(name);
    }
    for (var name : List.of("exp", "nbf", "iat")) {
      var _ = time(name);
    }
    var _ = audience();
  }

  /// @throws TypeException if it is no text
  @Nullable String text(String name) {
    var value = value(name);
    if (value != null && !value.isString()) {
      throw new TypeException(name, "a text");
    }
    return value == null ? null : value.stringValue();
  }

  /// Seconds since the epoch, perhaps with a fraction.
  ///
  /// @throws TypeException if it is no time
  @Nullable Double time(String name) {
    var value = value(name);
    if (value == null) {
      return null;
    }
    double seconds = value.isNumber() ? value.asDouble() : Double.NaN;
    if (!(seconds >= 0 && Double.isFinite(seconds))) {
      throw new TypeException(name, "a number of seconds");
    }
    return seconds;
  }

  /// Whom the token is for; empty if it does not say.
  ///
  /// @throws TypeException if it is neither a text nor a list of texts
  List<String> audience() {
    var value = value("aud");
    if (value == null) {
      return List.of();
    }
    if (value.isString()) {
      return List.of(value.stringValue());
    }
    checkTexts("aud", value);
    return value.valueStream().map(JsonNode::stringValue).toList();
  }

  /// @throws TypeException if `value` is no list of texts
  static void checkTexts(String name, JsonNode value) {
    if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
      throw new TypeException(name, "a list of texts");
    }
  }

  private @Nullable JsonNode value(String name) {
    var value = json.get(name);
    return value == null || value.isNull() ? null : value;
  }
}
