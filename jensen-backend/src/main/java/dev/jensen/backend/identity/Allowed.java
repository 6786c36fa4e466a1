package dev.jensen.backend.identity;

import java.util.List;
import java.util.regex.Pattern;

/// One pattern of what a service token may call (`docs/decisions/0012-service-tokens.md`):
///
/// - `PATH` for public functions, such as `tasks:dumpData`,
/// - `internal:PATH` for internal ones, such as `internal:jobs/*`,
/// - `http:/PATH` for HTTP actions by the path of the request, such as `http:/hooks/*`.
///
/// `*` stands for any characters, none and slashes included. A path without a colon that does not
/// end with `*` means the default export of a module. Public functions of a module that is itself
/// named `internal` are written with `.js`: `internal.js:list`.
///
/// @param text as it was given
public record Allowed(String text) {

  private static final int CHARS_MAX = 256;
  private static final Pattern CHARS = Pattern.compile("[A-Za-z0-9_$.*/:~%+@-]+");
  private static final String INTERNAL = "internal:";
  private static final String HTTP = "http:/";

  /// Checks the form.
  ///
  /// @throws IllegalArgumentException if no function and no route can have such a name
  public Allowed {
    boolean isPath =
        !text.isEmpty()
            && text.length() <= CHARS_MAX
            && CHARS.matcher(text).matches()
            && !text.equals(INTERNAL)
            && (text.startsWith(HTTP) || !glob(text).startsWith("/"));
    if (!isPath) {
      throw new IllegalArgumentException(
          "'%s' is no pattern. Patterns look like 'tasks:dumpData', 'tasks:*', 'internal:jobs/*' or 'http:/hooks/*', with at most %d characters."
              .formatted(
                  text.length() > CHARS_MAX ? text.substring(0, CHARS_MAX) : text, CHARS_MAX));
    }
  }

  /// Whether it allows a function.
  ///
  /// @param function the whole name with its export and without `.js`, such as `messages:default`
  boolean function(String function, boolean isInternal) {
    return !text.startsWith(HTTP)
        && isInternal == text.startsWith(INTERNAL)
        && Glob.matches(glob(text), function);
  }

  /// Whether it allows requests to HTTP actions at `path`.
  boolean route(String path) {
    return text.startsWith(HTTP) && Glob.matches(text.substring(HTTP.length() - 1), path);
  }

  private static String glob(String text) {
    var path = text.startsWith(INTERNAL) ? text.substring(INTERNAL.length()) : text;
    var plain =
        path.endsWith(".js") ? path.substring(0, path.length() - 3) : path.replace(".js:", ":");
    return plain.contains(":") || plain.endsWith("*") ? plain : plain + ":default";
  }

  /// The patterns of these texts.
  ///
  /// @throws IllegalArgumentException if one is none
  public static List<Allowed> all(List<String> texts) {
    return texts.stream().map(Allowed::new).toList();
  }
}
