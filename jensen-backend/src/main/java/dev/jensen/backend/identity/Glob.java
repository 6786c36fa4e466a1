package dev.jensen.backend.identity;

/// Patterns in which `*` stands for any characters.
///
/// Takes at most as many steps as pattern and text have characters, multiplied: no pattern of
/// somebody else's can make it run long.
public final class Glob {

  private Glob() {}

  /// Whether all of `text` is like `pattern`.
  public static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        // The last star takes one character more.
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
