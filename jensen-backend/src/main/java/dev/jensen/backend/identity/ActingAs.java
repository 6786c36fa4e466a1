package dev.jensen.backend.identity;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The user whom an administrator acts as: base64 of JSON attributes (`spec/http-api.md` §3.1).
final class ActingAs {

  private static final String TOKEN_IDENTIFIER = "tokenIdentifier";

  private ActingAs() {}

  /// Reads the attributes.
  ///
  /// @throws AuthenticationException if they are malformed, or name no user
  static Identity.User parse(String base64) {
    try {
      var json = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      if (JsonFormat.CLEAN.read(json) instanceof Value.Obj attributes) {
        return of(attributes);
      }
      throw malformed("they are no JSON object");
    } catch (IllegalArgumentException e) {
      throw malformed("they are no base64");
    } catch (InvalidValueException e) {
      throw malformed(e.getMessage());
    }
  }

  static Identity.User of(Value.Obj attributes) {
    return new Identity.User(withTokenIdentifier(attributes), true);
  }

  private static Value.Obj withTokenIdentifier(Value.Obj attributes) {
    if (text(attributes, TOKEN_IDENTIFIER) != null) {
      return attributes;
    }
    var issuer = text(attributes, "issuer");
    var subject = text(attributes, "subject");
    if (issuer == null || subject == null) {
      throw malformed("they need a tokenIdentifier, or an issuer and a subject");
    }
    var all = new LinkedHashMap<String, Value>(attributes.fields());
    all.put(TOKEN_IDENTIFIER, new Value.Text(issuer + '|' + subject));
    return Value.Obj.of(all);
  }

  private static @Nullable String text(Value.Obj attributes, String name) {
    return attributes.fields().get(name) instanceof Value.Text(var text) ? text : null;
  }

  private static AuthenticationException malformed(@Nullable String why) {
    return new AuthenticationException(
        AuthenticationException.Kind.MALFORMED,
        "HeaderParseFailure",
        "The attributes of the user to act as cannot be read: %s.".formatted(why));
  }
}
