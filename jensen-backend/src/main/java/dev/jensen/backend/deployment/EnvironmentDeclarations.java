package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AppDefinition;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Validator;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The environment variables that `convex.config.ts` declares (`spec/deploy-api.md` §7.6).
final class EnvironmentDeclarations {

  private static final JsonMapper JSON = JsonMapper.shared();

  private record Declaration(String name, Validator validator, boolean optional) {}

  private final List<Declaration> declarations = new ArrayList<>();

  private EnvironmentDeclarations() {}

  /// @throws DeploymentException if a declaration is not about text
  static EnvironmentDeclarations of(@Nullable AppDefinition definition) {
    var result = new EnvironmentDeclarations();
    if (definition != null) {
      for (var pair : JSON.readTree(definition.json()).path("envVars")) {
        result.declarations.add(declaration(pair.path(0).asString(""), pair.path(1)));
      }
    }
    return result;
  }

  /// @throws DeploymentException if a required variable is not set, or a value is not allowed
  void check(Map<String, String> variables) {
    checkRequired(variables);
    checkValues(variables);
  }

  /// @throws DeploymentException if a value is not allowed
  void checkValues(Map<String, String> variables) {
    for (var declaration : declarations) {
      var value = variables.get(declaration.name());
      var mismatch =
          value == null ? null : declaration.validator().mismatch(new Value.Text(value), _ -> null);
      if (mismatch != null) {
        throw DeploymentException.mistake(
            "InvalidEnvironmentVariable",
            "Environment variable %s does not match its declaration in convex.config.ts: %s"
                .formatted(declaration.name(), mismatch));
      }
    }
  }

  private void checkRequired(Map<String, String> variables) {
    var missing =
        declarations.stream()
            .filter(declaration -> !declaration.optional())
            .map(Declaration::name)
            .filter(name -> !variables.containsKey(name))
            .toList();
    if (!missing.isEmpty()) {
      throw DeploymentException.mistake(
          "MissingEnvironmentVariables",
          "Required environment variables are not set: %s. They are declared in convex.config.ts."
              .formatted(String.join(", ", missing)));
    }
  }

  /// Whether the app cannot do without this variable.
  boolean requires(String name) {
    return declarations.stream()
        .anyMatch(declaration -> declaration.name().equals(name) && !declaration.optional());
  }

  private static Declaration declaration(String name, JsonNode json) {
    var validator = json.path("value").asString("");
    try {
      if (isTextual(JSON.readTree(validator))) {
        return new Declaration(
            name, Validator.parse(validator), json.path("optional").asBoolean(false));
      }
    } catch (InvalidValueException e) {
      throw invalid(name, e.getMessage());
    }
    throw invalid(name, "only strings, string literals and unions of them are allowed");
  }

  private static boolean isTextual(JsonNode validator) {
    return switch (validator.path("type").asString("")) {
      case "string" -> true;
      case "literal" -> validator.path("value").isString();
      case "union" ->
          validator.path("value").valueStream().allMatch(EnvironmentDeclarations::isTextual);
      default -> false;
    };
  }

  private static DeploymentException invalid(String name, @Nullable String why) {
    return DeploymentException.mistake(
        "InvalidEnvVarDeclaration",
        "The declaration of environment variable %s in convex.config.ts is invalid: %s"
            .formatted(name, why));
  }
}
