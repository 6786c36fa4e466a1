package dev.jensen.backend.function.node;

import dev.jensen.backend.function.ModuleFailedException;
import dev.jensen.backend.function.node.FromNode.Ending;
import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.AnalyzedFunction.Position;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.Module;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds out at push time what `"use node"` modules export (`spec/deploy-api.md` §7.7).
///
/// Thread-safe.
final class NodeAnalysis {

  private static final JsonMapper JSON = JsonMapper.shared();

  /// Large packages take seconds to load.
  private static final Duration MODULE_MAX = Duration.ofSeconds(60);

  private static final Set<String> NEVER_IN_NODE = Set.of("http.js", "crons.js");
  private static final String INVALID = "InvalidModules";

  private final NodeCodes codes;
  private final NodeProcesses processes;

  NodeAnalysis(NodeCodes codes, NodeProcesses processes) {
    this.codes = codes;
    this.processes = processes;
  }

  /// What the modules of `code` that run in Node.js export; starts nothing if there are none.
  ///
  /// @throws ModuleFailedException for what the developer or the operator has to change
  List<AnalyzedModule> analyze(Code code) {
    var modules =
        code.modules().stream()
            .filter(module -> module.environment() == Module.Environment.NODE)
            .filter(module -> !module.isChunk())
            .toList();
    if (modules.isEmpty()) {
      return List.of();
    }
    modules.forEach(NodeAnalysis::check);
    var process = processes.start(written(code));
    try {
      var analyzed = new ArrayList<AnalyzedModule>();
      for (var module : modules) {
        analyzed.add(analyze(module.path(), process));
      }
      return analyzed;
    } finally {
      process.kill();
    }
  }

  private static void check(Module module) {
    if (NEVER_IN_NODE.contains(module.path())) {
      throw new ModuleFailedException(
          INVALID, "%s cannot run in Node.js. Remove \"use node\".".formatted(module.path()));
    }
  }

  private NodeCode written(Code code) {
    try {
      return codes.get(code);
    } catch (NodeMissingException e) {
      throw new ModuleFailedException("NodeNotInstalled", String.valueOf(e.getMessage()));
    }
  }

  private static AnalyzedModule analyze(String path, NodeProcess process) {
    return switch (ending(path, process)) {
      case Ending.Analyzed(var functions) -> analyzed(path, functions, process.code());
      case Ending.Threw(var thrown) ->
          throw failed(
              INVALID, path, process.code().stackTraces().describe(thrown).stripTrailing());
      case Ending.Refused(var message, var code) ->
          throw failed(code == null ? INVALID : code, path, message);
      case Ending other ->
          throw new IllegalStateException(
              "no analysis: %s".formatted(other.getClass().getSimpleName()));
    };
  }

  private static Ending ending(String path, NodeProcess process) {
    var messages = new LinkedBlockingQueue<FromNode>();
    process.begin(messages::add);
    process.send(
        JSON.createObjectNode().put("kind", "analyze").put("module", path).put("requestId", path));
    try {
      while (true) {
        switch (messages.poll(MODULE_MAX.toSeconds(), TimeUnit.SECONDS)) {
          case FromNode.Done(var ending) -> {
            return ending;
          }
          case FromNode.Lost(var why) -> throw failed(INVALID, path, why.message("Loading it"));
          case null ->
              throw failed(
                  INVALID,
                  path,
                  "Loading it took more than %d seconds".formatted(MODULE_MAX.toSeconds()));
          case FromNode _ -> {}
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(INVALID, path, "The push was cancelled");
    } finally {
      process.end();
    }
  }

  private static ModuleFailedException failed(String code, String path, String why) {
    return new ModuleFailedException(code, "Failed to analyze %s: %s".formatted(path, why));
  }

  private static AnalyzedModule analyzed(String path, JsonNode functions, NodeCode code) {
    var analyzed = functions.valueStream().map(function -> function(path, function, code)).toList();
    return new AnalyzedModule(path, analyzed, null, null, false);
  }

  private static AnalyzedFunction function(String path, JsonNode function, NodeCode code) {
    var name = function.get("name").asString();
    var type = function.get("type").asString();
    if (!type.equals("Action")) {
      throw new ModuleFailedException(
          INVALID,
          ("`%s` in `%s` is a %s: only actions can be defined in Node.js. Move it to a file"
                  + " without \"use node\".")
              .formatted(name, path, type));
    }
    return new AnalyzedFunction(
        name,
        FunctionType.valueOf(type.toUpperCase(Locale.ROOT)),
        function.get("isPublic").asBoolean(),
        textOrNull(function.get("args")),
        textOrNull(function.get("returns")),
        position(path, function.get("position"), code));
  }

  private static @Nullable Position position(String path, JsonNode position, NodeCode code) {
    if (position.isNull()) {
      return null;
    }
    var place =
        code.stackTraces()
            .source(
                position.get("module").asString(),
                position.get("line").asInt(),
                position.get("column").asInt());
    return place == null ? null : new Position(path, place.line(), place.column());
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isNull() ? null : node.asString();
  }
}
