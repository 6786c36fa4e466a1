package dev.jensen.backend.function;

import dev.jensen.value.Identifier;
import java.util.regex.Pattern;

/// The canonical name of a function (`spec/function-runtime.md` §1).
///
/// @param module with `.js`, such as `dir/tasks.js`
/// @param export the export's name, `default` for the default export
record FunctionPath(String module, String export) {

  private static final String SUFFIX = ".js";
  private static final String DEFAULT_EXPORT = "default";
  private static final String SYSTEM = "_system/";
  private static final int COMPONENT_CHARACTERS_MAX = 64;
  private static final Pattern COMPONENT = Pattern.compile("[A-Za-z0-9_.-]+");

  /// Reads any of the equivalent spellings: `messages:list`, `messages.js:list`; and `messages` or
  /// `messages:default` for the default export.
  ///
  /// @throws InvalidFunctionPathException if `text` cannot name a function
  static FunctionPath parse(String text) {
    int colon = text.lastIndexOf(':');
    var module = colon < 0 ? text : text.substring(0, colon);
    var export = colon < 0 ? DEFAULT_EXPORT : text.substring(colon + 1);
    if (!Identifier.isValid(export)) {
      throw new InvalidFunctionPathException(
          text, "the part after the colon must be the name of an export.");
    }
    var stripped =
        module.endsWith(SUFFIX) ? module.substring(0, module.length() - SUFFIX.length()) : module;
    for (var component : stripped.split("/", -1)) {
      checkComponent(text, component);
    }
    return new FunctionPath(stripped + SUFFIX, export);
  }

  private static void checkComponent(String text, String component) {
    if (component.length() > COMPONENT_CHARACTERS_MAX) {
      throw new InvalidFunctionPathException(
          text,
          "a part of a module's path may have at most %d characters."
              .formatted(COMPONENT_CHARACTERS_MAX));
    }
    boolean isRelative = component.equals(".") || component.equals("..");
    if (isRelative || !COMPONENT.matcher(component).matches()) {
      throw new InvalidFunctionPathException(
          text,
          "the part before the colon must be the path of a module: parts of letters, digits,"
              + " underscores, hyphens and periods, separated by slashes.");
    }
  }

  /// Whether the server itself provides the function.
  boolean isSystem() {
    return module.startsWith(SYSTEM);
  }

  /// What clients see: without `.js`, and without the name of a default export.
  ///
  /// Joined by hand, because every call that is logged or counted comes here.
  String stripped() {
    var path = module.substring(0, module.length() - SUFFIX.length());
    return export.equals(DEFAULT_EXPORT) ? path : path + ':' + export;
  }

  /// With the name of the export, whatever it is, and without `.js`.
  String whole() {
    return "%s:%s".formatted(module.substring(0, module.length() - SUFFIX.length()), export);
  }

  /// The whole name, such as `dir/tasks.js:list`.
  @Override
  public String toString() {
    return "%s:%s".formatted(module, export);
  }
}
