package dev.jensen.backend.deployment;

import java.util.List;
import java.util.regex.Pattern;

/// The rules for module paths (`spec/deploy-api.md` §5.3).
final class ModulePath {

  private static final int COMPONENT_CHARS_MAX = 64;
  private static final Pattern COMPONENT = Pattern.compile("[A-Za-z0-9_.]+");
  private static final Pattern ALPHANUMERIC = Pattern.compile("[A-Za-z0-9]");

  private ModulePath() {}

  /// The path with `.js` at its end.
  ///
  /// @throws DeploymentException if it breaks a rule
  static String canonical(String path) {
    var components = List.of(path.split("/", -1));
    for (var component : components) {
      check(path, component);
    }
    var file = components.getLast();
    int dot = file.lastIndexOf('.');
    if (file.endsWith(".js")) {
      return path;
    }
    if (dot >= 0) {
      throw invalid(path, "its extension is not .js");
    }
    return "%s.js".formatted(path);
  }

  private static void check(String path, String component) {
    if (component.isEmpty() || component.equals(".") || component.equals("..")) {
      throw invalid(path, "it must be relative, without empty steps, `.` or `..`");
    }
    if (component.length() > COMPONENT_CHARS_MAX) {
      throw invalid(
          path, "\"%s\" is longer than %d characters".formatted(component, COMPONENT_CHARS_MAX));
    }
    if (!COMPONENT.matcher(component).matches()) {
      throw invalid(
          path,
          "\"%s\" may only contain letters, digits, underscores and periods".formatted(component));
    }
    if (!ALPHANUMERIC.matcher(component).find()) {
      throw invalid(path, "\"%s\" has no letter or digit".formatted(component));
    }
  }

  private static DeploymentException invalid(String path, String why) {
    return DeploymentException.mistake(
        "BadConvexModuleIdentifier",
        "%s is not a valid path to a module: %s.".formatted(path, why));
  }
}
