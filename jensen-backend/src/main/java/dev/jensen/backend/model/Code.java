package dev.jensen.backend.model;

import java.util.List;
import java.util.Map;

/// Everything a function runtime needs to know of one deployment's code.
///
/// @param version differs whenever anything else in this record differs
/// @param modules the runtime modules, chunks under `_deps/` included
/// @param environment what `process.env` answers, system variables included
public record Code(
    String version,
    List<Module> modules,
    List<AnalyzedModule> analysis,
    Map<String, String> environment,
    ImportPhase importPhase) {

  public Code {
    modules = List.copyOf(modules);
    analysis = List.copyOf(analysis);
    environment = Map.copyOf(environment);
  }
}
