package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.AppDefinition;
import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.JavaApp;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.UdfConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A push after everything in it was evaluated: all that finishing it will store.
///
/// @param modules everything pushed, `auth.config.js` and chunks included
/// @param analysis one per module outside `_deps/`
/// @param schema the pushed one with the tables of functions in Java, or null
/// @param java the functions in Java, which the push does not change
/// @param variables the user's environment variables that the evaluation saw
/// @param code what will run, for preparing workers
record EvaluatedPush(
    List<Module> modules,
    List<AnalyzedModule> analysis,
    AppDefinition definition,
    @Nullable Schema schema,
    List<AuthProvider> authProviders,
    UdfConfig udfConfig,
    JavaApp java,
    Map<String, String> variables,
    Code code) {

  EvaluatedPush {
    modules = List.copyOf(modules);
    analysis = List.copyOf(analysis);
    authProviders = List.copyOf(authProviders);
    variables = Map.copyOf(variables);
  }

  /// The analysis of everything that can be called once the push is deployed, and of what runs
  /// again and again.
  List<AnalyzedModule> wholeAnalysis() {
    return Stream.concat(analysis.stream(), java.analysis().stream()).toList();
  }
}
