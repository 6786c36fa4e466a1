package dev.jensen.backend.service;

import dev.jensen.backend.identity.Glob;
import java.util.List;

/// Names users, or patterns of them, for whom services act: `ISSUER|SUBJECT`.
///
/// In a pattern `*` stands for any characters of the subject; the issuer is always written out, so
/// that no pattern reaches users of an issuer that nobody thought of.
final class UserName {

  private UserName() {}

  /// Checks the form of patterns.
  ///
  /// @throws IllegalArgumentException if one has another
  static void checkPatterns(List<String> patterns) {
    for (var pattern : patterns) {
      if (!isOne(pattern) || issuer(pattern).contains("*")) {
        throw new IllegalArgumentException(
            "'%s' is no pattern of users. Such patterns look like 'https://issuer.example|*': an issuer without '*', a bar, and the user's id at the issuer."
                .formatted(shortened(pattern)));
      }
    }
  }

  /// Whether `text` has an issuer and a subject.
  static boolean isOne(String text) {
    int bar = text.indexOf('|');
    return text.length() <= Limits.IDENTIFIER_CHARS
        && bar > 0
        && bar < text.length() - 1
        && (text.startsWith("https://") || text.startsWith("http://"))
        && text.chars().noneMatch(Character::isISOControl);
  }

  static String issuer(String name) {
    return name.substring(0, name.indexOf('|'));
  }

  static String subject(String name) {
    return name.substring(name.indexOf('|') + 1);
  }

  static boolean isAllowed(List<String> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> Glob.matches(pattern, name));
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), Limits.IDENTIFIER_CHARS));
  }
}
