package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.MissingVariableException;
import dev.jensen.backend.function.ModuleFailedException;
import dev.jensen.backend.function.worker.SourceMap;
import dev.jensen.backend.function.worker.StackTraces;
import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.AnalyzedFunction.Position;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.Module;
import dev.jensen.wire.worker.Bundle;
import dev.jensen.wire.worker.Frame;
import dev.jensen.wire.worker.Frame.Evaluate;
import dev.jensen.wire.worker.Frame.Evaluated;
import dev.jensen.wire.worker.Frame.EvaluationFailed;
import dev.jensen.wire.worker.Frame.Handler;
import dev.jensen.wire.worker.Frame.Subject;
import dev.jensen.wire.worker.Thrown;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Has workers evaluate modules at push time (`spec/deploy-api.md` §7).
///
/// Thread-safe.
final class Evaluations {

  /// `spec/deploy-api.md` §7.1, for each module that is analyzed.
  private static final Duration ANALYSIS_MAX = Duration.ofSeconds(4);

  /// The same, for schema, auth config and definitions.
  private static final Duration CONFIGURATION_MAX = Duration.ofSeconds(1);

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Pattern COMPONENT = Pattern.compile("_componentDeps/([A-Za-z0-9_-]+)");
  private static final String MISSING_VARIABLE = "AuthConfigMissingEnvironmentVariable";
  private static final JsonMapper JSON = new JsonMapper();

  private final WorkerPool pool;

  Evaluations(WorkerPool pool) {
    this.pool = pool;
  }

  List<AnalyzedModule> analyze(Code code) {
    List<String> paths =
        code.modules().stream()
            .filter(module -> module.environment() == Module.Environment.ISOLATE)
            .filter(module -> !module.isChunk())
            .map(Module::path)
            .toList();
    var stackTraces = new StackTraces(code.modules());
    var modules = new ArrayList<AnalyzedModule>();
    for (Frame frame :
        evaluate(PreparedCode.bundle(code), paths, Subject.FUNCTIONS, ANALYSIS_MAX)) {
      String path = paths.get(modules.size());
      modules.add(
          switch (frame) {
            case Evaluated evaluated -> analyzed(path, evaluated, stackTraces);
            case EvaluationFailed failed ->
                throw new ModuleFailedException(
                    code(failed, "InvalidModules"),
                    "Failed to analyze %s: %s".formatted(path, text(failed, stackTraces)));
            default -> throw unexpected(frame);
          });
    }
    return modules;
  }

  String schema(Module schema) {
    return configuration(schema, Map.of(), Subject.SCHEMA, "InvalidSchema");
  }

  String definition(Module definition, Map<String, String> environment) {
    return configuration(definition, environment, Subject.DEFINITION, "InvalidConvexConfig");
  }

  String authConfig(Module authConfig, Map<String, String> environment) {
    return configuration(authConfig, environment, Subject.AUTH_CONFIG, "InvalidAuthConfig");
  }

  private String configuration(
      Module module, Map<String, String> environment, Subject subject, String code) {
    var bundle =
        new Bundle(List.of(new Bundle.Source(module.path(), module.source())), environment, 0, 0);
    Frame frame = evaluate(bundle, List.of(module.path()), subject, CONFIGURATION_MAX).getFirst();
    return switch (frame) {
      case Evaluated evaluated -> evaluated.json();
      case EvaluationFailed failed -> throw failure(module, failed, code);
      default -> throw unexpected(frame);
    };
  }

  private static RuntimeException failure(Module module, EvaluationFailed failed, String code) {
    if (failed.code().equals(MISSING_VARIABLE)) {
      return new MissingVariableException(failed.detail());
    }
    Matcher component = COMPONENT.matcher(failed.thrown().message());
    if (component.find()) {
      var name =
          new String(Base64.getUrlDecoder().decode(component.group(1)), StandardCharsets.UTF_8);
      return new ModuleFailedException(
          "ComponentsNotSupported",
          "%s uses the component \"%s\". Components are not supported yet."
              .formatted(module.path(), name));
    }
    var stackTraces = new StackTraces(List.of(module));
    return new ModuleFailedException(
        code(failed, code),
        "Failed to evaluate %s: %s".formatted(module.path(), text(failed, stackTraces)));
  }

  /// One frame per module, in order, up to the first that failed.
  private List<Frame> evaluate(
      Bundle bundle, List<String> paths, Subject subject, Duration userTimeMax) {
    if (paths.isEmpty()) {
      return List.of();
    }
    var evaluate = new Evaluate(bundle, paths, subject, (int) userTimeMax.toMillis());
    return pool.run(WorkerPool.EVALUATION, worker -> evaluate(worker, evaluate, userTimeMax));
  }

  private static List<Frame> evaluate(
      WorkerProcess worker, Evaluate evaluate, Duration userTimeMax) {
    var frames = new ArrayList<Frame>();
    try {
      worker.send(evaluate);
      do {
        frames.addLast(worker.receive(userTimeMax.multipliedBy(5).plus(GRACE)));
      } while (frames.size() < evaluate.modules().size() && frames.getLast() instanceof Evaluated);
    } catch (WorkerLostException e) {
      frames.addLast(new EvaluationFailed("", "", lost(e, userTimeMax)));
    }
    if (!(frames.getLast() instanceof Evaluated)) {
      worker.retire();
    }
    return frames;
  }

  private static Thrown lost(WorkerLostException e, Duration userTimeMax) {
    String message =
        switch (e.reason()) {
          case TIME ->
              String.format(
                  Locale.ROOT,
                  "Function execution timed out (maximum duration: %ds)",
                  userTimeMax.toSeconds());
          case MEMORY -> Results.OUT_OF_MEMORY;
          case UNKNOWN -> "The process that evaluated it crashed";
        };
    return new Thrown(message, "", null);
  }

  private static AnalyzedModule analyzed(
      String path, Evaluated evaluated, StackTraces stackTraces) {
    JsonNode report = JSON.readTree(evaluated.json());
    var functions = new ArrayList<AnalyzedFunction>();
    for (JsonNode function : report.get("functions")) {
      Handler handler = evaluated.handlers().get(functions.size());
      functions.add(
          new AnalyzedFunction(
              function.get("name").asString(),
              FunctionType.valueOf(function.get("type").asString().toUpperCase(Locale.ROOT)),
              function.get("isPublic").asBoolean(),
              textOrNull(function.get("args")),
              textOrNull(function.get("returns")),
              position(path, handler, stackTraces)));
    }
    return new AnalyzedModule(
        path,
        functions,
        textOrNull(report.get("httpRoutes")),
        textOrNull(report.get("crons")),
        report.get("reusesContext").asBoolean());
  }

  private static @Nullable Position position(
      String path, Handler handler, StackTraces stackTraces) {
    if (handler.module().isEmpty()) {
      return null;
    }
    SourceMap.Place place = stackTraces.source(handler.module(), handler.line(), handler.column());
    return place == null ? null : new Position(path, place.line(), place.column());
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isNull() ? null : node.asString();
  }

  private static String text(EvaluationFailed failed, StackTraces stackTraces) {
    return stackTraces.describe(failed.thrown()).stripTrailing();
  }

  private static String code(EvaluationFailed failed, String otherwise) {
    return failed.code().isEmpty() ? otherwise : failed.code();
  }

  private static IllegalStateException unexpected(Frame frame) {
    return new IllegalStateException("no evaluation: " + frame.getClass().getSimpleName());
  }
}
