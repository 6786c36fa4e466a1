package dev.jensen.backend.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What evaluating one module told (`spec/deploy-api.md` §8).
///
/// @param path as pushed, with `.js`
/// @param httpRoutes JSON of `getRoutes()` as `[[path, method], …]` for `http.js`; of a module in
///   Java the same, with the name of the function third; else null. [HttpRoute] reads it
/// @param crons the JSON text that `export()` gave for `crons.js`, else null
/// @param reusesContext whether the module opted in to contexts that live across calls
public record AnalyzedModule(
    String path,
    List<AnalyzedFunction> functions,
    @Nullable String httpRoutes,
    @Nullable String crons,
    boolean reusesContext) {

  public AnalyzedModule {
    functions = List.copyOf(functions);
  }
}
