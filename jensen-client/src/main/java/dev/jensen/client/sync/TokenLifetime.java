package dev.jensen.client.sync;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// How long a JWT is good for, as it says itself: enough to know when to ask for another one.
final class TokenLifetime {

  private static final JsonFactory JSON = new JsonFactory();

  private static final Duration SHORTEST = Duration.ofSeconds(2);

  private TokenLifetime() {}

  /// From `iat` to `exp`; null if the token does not say, or says that it is good for nearly no
  /// time.
  static @Nullable Duration of(String token) {
    int start = token.indexOf('.') + 1;
    int end = token.indexOf('.', start);
    if (start == 0 || end < 0) {
      return null;
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(token.substring(start, end));
      return read(new String(payload, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | JacksonException notJwt) {
      return null;
    }
  }

  private static @Nullable Duration read(String claims) {
    double issued = 0;
    double expires = 0;
    try (var parser = JSON.createParser(ObjectReadContext.empty(), claims)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        boolean isNumber = parser.nextToken().isNumeric();
        if (isNumber && name.equals("iat")) {
          issued = parser.getDoubleValue();
        } else if (isNumber && name.equals("exp")) {
          expires = parser.getDoubleValue();
        } else {
          parser.skipChildren();
        }
      }
    }
    var lifetime = Duration.ofMillis((long) ((expires - issued) * 1000));
    return issued == 0 || expires == 0 || lifetime.compareTo(SHORTEST) <= 0 ? null : lifetime;
  }
}
