package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.AppDefinition;
import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.UdfConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A push after everything in it was evaluated: all that finishing it will store.
///
/// @param modules everything pushed, `auth.config.js` and chunks included
/// @param analysis one per module outside `_deps/`
/// @param variables the user's environment variables that the evaluation saw
/// @param code what will run, for preparing workers
record EvaluatedPush(
    List<Module> modules,
    List<AnalyzedModule> analysis,
    AppDefinition definition,
    @Nullable Schema schema,
    List<AuthProvider> authProviders,
    UdfConfig udfConfig,
    Map<String, String> variables,
    Code code) {

  EvaluatedPush {
    modules = List.copyOf(modules);
    analysis = List.copyOf(analysis);
    authProviders = List.copyOf(authProviders);
    variables = Map.copyOf(variables);
  }
}
