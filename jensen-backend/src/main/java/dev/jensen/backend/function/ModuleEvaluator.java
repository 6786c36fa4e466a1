package dev.jensen.backend.function;

import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.Module;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Evaluates modules at push time (`spec/deploy-api.md` §7).
///
/// Thread-safe. Every method throws [ModuleFailedException] for what a developer did wrong.
public interface ModuleEvaluator {

  /// Evaluates every module outside `_deps/` and reports its functions, routes and crons.
  ///
  /// @param code its analysis is empty
  List<AnalyzedModule> analyze(Code code);

  /// The JSON text that the default export's `export()` of `schema.js` returns.
  String schema(Module schema);

  /// The JSON text that the default export's `export()` of `convex.config.js` returns.
  String definition(Module definition, Map<String, String> environment);

  /// The JSON text of the default export of `auth.config.js`.
  ///
  /// @throws MissingVariableException if it reads an environment variable that is not set
  String authConfig(Module authConfig, Map<String, String> environment);

  /// Prepares workers for `code`, so that the first call is fast.
  ///
  /// @return why the code cannot run from a startup snapshot, or null if it can
  @Nullable String prepare(Code code);
}
