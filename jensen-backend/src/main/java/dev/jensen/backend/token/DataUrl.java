package dev.jensen.backend.token;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/// The content of a `data:` URL (RFC 2397). Its media type does not matter here.
final class DataUrl {

  private static final String SCHEME = "data:";

  private DataUrl() {}

  static boolean is(String url) {
    return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /// @throws IllegalArgumentException if the URL has not the form of one
  static String text(String url) {
    int comma = url.indexOf(',');
    if (comma < 0) {
      throw new IllegalArgumentException("a data URL has a comma before its content");
    }
    // The decoder of forms would take a plus sign for a space.
    var content =
        URLDecoder.decode(url.substring(comma + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
    boolean isBase64 = url.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64");
    return isBase64
        ? new String(Base64.getDecoder().decode(content), StandardCharsets.UTF_8)
        : content;
  }
}
