package dev.jensen.backend.model;

import java.util.List;
import java.util.Map;

/// Everything a function runtime needs to know of one deployment's code.
///
/// @param version differs whenever anything else in this record differs
/// @param modules the runtime modules, chunks under `_deps/` included, `auth.config.js` not
/// @param environment what `process.env` answers, system variables included
public record Code(
    String version,
    List<Module> modules,
    List<AnalyzedModule> analysis,
    Map<String, String> environment,
    ImportPhase importPhase,
    NodeSetup node) {

  /// The code with the version that belongs to it.
  public static Code of(
      List<Module> modules,
      List<AnalyzedModule> analysis,
      Map<String, String> environment,
      ImportPhase importPhase,
      NodeSetup node) {
    var version = CodeVersion.of(modules, environment, importPhase, node);
    return new Code(version, modules, analysis, environment, importPhase, node);
  }

  public Code {
    modules = List.copyOf(modules);
    analysis = List.copyOf(analysis);
    environment = Map.copyOf(environment);
  }

  /// Whether the module at `path` runs in Node.js; costs a look at every module.
  public boolean runsInNode(String path) {
    return modules.stream()
        .anyMatch(module ->
            module.environment() == Module.Environment.NODE && module.path().equals(path));
  }
}
