package dev.jensen.backend.http;

import java.util.regex.Pattern;

/// The grammar of `Content-Type` (RFC 9110 §8.3.1).
final class MediaType {

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final String QUOTED = "\"(?:[^\"\\\\\\p{Cntrl}]|\\t|\\\\[^\\p{Cntrl}])*+\"";
  private static final Pattern FORM =
      Pattern.compile(
          "%1$s/%1$s(?:[ \\t]*+;[ \\t]*+(?:%1$s=(?:%1$s|%2$s))?+)*+[ \\t]*+"
              .formatted(TOKEN, QUOTED));

  private MediaType() {}

  /// Whether `text` is a media type, with or without parameters.
  static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }
}
