package dev.jensen.backend.deployment;

import dev.jensen.backend.function.MissingVariableException;
import dev.jensen.backend.function.ModuleEvaluator;
import dev.jensen.backend.function.ModuleFailedException;
import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.Module;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Evaluates modules of a toy language: a line `query list` exports a public query `list`, a line
/// `crons {…}` is what `crons.js` exports, `throw text` fails. Schemas, definitions and auth
/// configs are JSON, in which `$NAME` reads an environment variable.
final class ScriptedModules implements ModuleEvaluator {

  private static final Pattern VARIABLE = Pattern.compile("\\$([A-Z_]+)");

  final List<Code> prepared = new ArrayList<>();
  @Nullable String snapshotProblem;

  @Override
  public List<AnalyzedModule> analyze(Code code) {
    return code.modules().stream()
        .filter(module -> !module.isChunk())
        .map(ScriptedModules::analyze)
        .toList();
  }

  private static AnalyzedModule analyze(Module module) {
    var functions = new ArrayList<AnalyzedFunction>();
    @Nullable String crons = null;
    for (var line : module.source().lines().toList()) {
      var words = line.split(" ", 2);
      switch (words[0]) {
        case "throw" ->
            throw new ModuleFailedException(
                "InvalidModules", "Failed to analyze %s: %s".formatted(module.path(), words[1]));
        case "crons" -> crons = words[1];
        default ->
            functions.add(
                new AnalyzedFunction(
                    words[1],
                    FunctionType.valueOf(words[0].toUpperCase(Locale.ROOT)),
                    true,
                    "{\"type\":\"any\"}",
                    null,
                    new AnalyzedFunction.Position(module.path(), functions.size(), 0)));
      }
    }
    return new AnalyzedModule(module.path(), functions, null, crons, false);
  }

  @Override
  public String schema(Module schema) {
    return schema.source();
  }

  @Override
  public String definition(Module definition, Map<String, String> environment) {
    return definition.source();
  }

  @Override
  public String authConfig(Module authConfig, Map<String, String> environment) {
    return VARIABLE
        .matcher(authConfig.source())
        .replaceAll(match -> {
          var value = environment.get(match.group(1));
          if (value == null) {
            throw new MissingVariableException(match.group(1));
          }
          return value;
        });
  }

  @Override
  public @Nullable String prepare(Code code) {
    prepared.add(code);
    return snapshotProblem;
  }
}
