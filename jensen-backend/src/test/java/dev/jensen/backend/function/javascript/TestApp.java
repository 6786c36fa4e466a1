package dev.jensen.backend.function.javascript;

import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.ImportPhase;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.NodeSetup;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One of the apps under `src/test/js/apps`, bundled as the official CLI does.
public record TestApp(
    List<Module> modules, @Nullable Module schema, @Nullable Module definition, NodeSetup node) {

  static final Instant IMPORTED_AT = Instant.parse("2026-01-02T03:04:05.006Z");

  public static TestApp load(String name) {
    JsonNode app =
        new JsonMapper().readTree(Path.of("target", "test-apps", name + ".json").toFile());
    var modules = new ArrayList<Module>();
    app.get("modules").forEach(module -> modules.add(module(module)));
    var dependencies =
        app.get("nodeDependencies")
            .valueStream()
            .map(each ->
                new NodeSetup.Dependency(
                    each.get("name").asString(), each.get("version").asString()))
            .toList();
    return new TestApp(
        modules,
        optional(app.get("schema")),
        optional(app.get("definition")),
        new NodeSetup(null, dependencies));
  }

  /// One module of plain JavaScript, and no npm package.
  static TestApp of(String path, String source) {
    return new TestApp(List.of(module(path, source)), null, null, NodeSetup.NONE);
  }

  TestApp and(String path, String source) {
    var more = new ArrayList<>(modules);
    more.add(module(path, source));
    return new TestApp(more, schema, definition, node);
  }

  static Module module(String path, String source) {
    return new Module(path, Module.Environment.ISOLATE, source, null, "");
  }

  Code code(String version, Map<String, String> environment, AnalyzedModule... analysis) {
    return new Code(
        version, modules, List.of(analysis), environment, new ImportPhase(IMPORTED_AT, 42), node);
  }

  private static @Nullable Module optional(JsonNode module) {
    return Optional.of(module).filter(node -> !node.isNull()).map(TestApp::module).orElse(null);
  }

  private static Module module(JsonNode module) {
    return new Module(
        module.get("path").asString(),
        Module.Environment.valueOf(module.get("environment").asString().toUpperCase(Locale.ROOT)),
        module.get("source").asString(),
        module.path("sourceMap").isString() ? module.get("sourceMap").asString() : null,
        "");
  }
}
