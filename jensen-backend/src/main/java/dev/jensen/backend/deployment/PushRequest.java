package dev.jensen.backend.deployment;

import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.NodeSetup;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What one push sends (`spec/deploy-api.md` §5.3).
///
/// @param functionsDirectory as configured, with a slash at the end
/// @param changed modules with their texts
/// @param unchanged modules that the deployment has already
/// @param components the paths of component definitions besides the app
/// @param serverVersion version of the npm package that pushes
public record PushRequest(
    boolean dryRun,
    String functionsDirectory,
    Module definition,
    @Nullable Module schema,
    List<Module> changed,
    List<UnchangedModule> unchanged,
    List<String> components,
    String serverVersion,
    NodeSetup node) {

  /// A module named by its hash.
  public record UnchangedModule(String path, Module.Environment environment, String sha256) {}

  public PushRequest {
    changed = List.copyOf(changed);
    unchanged = List.copyOf(unchanged);
    components = List.copyOf(components);
  }

  /// Reads a request's body.
  ///
  /// @throws DeploymentException if a field is missing or of another type
  public static PushRequest parse(JsonNode body) {
    var app = body.path("appDefinition");
    var definition = app.path("definition");
    if (!definition.isObject()) {
      throw missing("appDefinition.definition");
    }
    var modules = app.has("changedModules") ? app.path("changedModules") : app.path("functions");
    return new PushRequest(
        body.path("dryRun").asBoolean(false),
        text(body, "functions"),
        module(definition),
        app.hasNonNull("schema") ? module(app.path("schema")) : null,
        modules.valueStream().map(PushRequest::module).toList(),
        app.path("unchangedModuleHashes").valueStream().map(PushRequest::unchanged).toList(),
        body.path("componentDefinitions")
            .valueStream()
            .map(component -> text(component, "definitionPath"))
            .toList(),
        text(app, "udfServerVersion"),
        new NodeSetup(
            body.hasNonNull("nodeVersion") ? text(body, "nodeVersion") : null,
            body.path("nodeDependencies")
                .valueStream()
                .map(each -> new NodeSetup.Dependency(text(each, "name"), text(each, "version")))
                .toList()));
  }

  private static Module module(JsonNode module) {
    return Module.of(
        text(module, "path"),
        environment(module),
        text(module, "source"),
        module.hasNonNull("sourceMap") ? text(module, "sourceMap") : null);
  }

  private static UnchangedModule unchanged(JsonNode module) {
    return new UnchangedModule(text(module, "path"), environment(module), text(module, "sha256"));
  }

  private static Module.Environment environment(JsonNode module) {
    return switch (module.path("environment").asString("isolate")) {
      case "isolate" -> Module.Environment.ISOLATE;
      case "node" -> Module.Environment.NODE;
      case String other ->
          throw DeploymentException.mistake(
              "BadJsonBody", "\"%s\" is not a module environment".formatted(other));
    };
  }

  private static String text(JsonNode object, String field) {
    var value = object.path(field);
    if (!value.isString()) {
      throw missing(field);
    }
    return value.stringValue();
  }

  private static DeploymentException missing(String field) {
    return DeploymentException.mistake(
        "BadJsonBody", "the push lacks a valid \"%s\"".formatted(field));
  }
}
