package dev.jensen.isolate;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.V8ValueFunction;
import dev.jensen.wire.worker.Bundle;
import dev.jensen.wire.worker.Ending.Cause;
import dev.jensen.wire.worker.Frame;
import dev.jensen.wire.worker.Frame.Evaluate;
import dev.jensen.wire.worker.Frame.Evaluated;
import dev.jensen.wire.worker.Frame.EvaluationFailed;
import dev.jensen.wire.worker.Frame.Handler;
import dev.jensen.wire.worker.Frame.Subject;
import dev.jensen.wire.worker.Thrown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Evaluates one module in a context of its own and reports what it exports (`spec/deploy-api.md`
/// §7).
final class Evaluator {

  private final Engine engine;
  private final Watchdog watchdog;

  Evaluator(Engine engine, Watchdog watchdog) {
    this.engine = engine;
    this.watchdog = watchdog;
  }

  /// Evaluates one module after the other and hands on each answer, up to the first failure.
  void evaluate(Evaluate evaluate, Consumer<Frame> answers) throws JavetException {
    for (String module : evaluate.modules()) {
      Frame answer = evaluate(evaluate, module);
      answers.accept(answer);
      if (answer instanceof EvaluationFailed) {
        return;
      }
    }
  }

  private Frame evaluate(Evaluate evaluate, String module) throws JavetException {
    watchdog.use(new Allowance(Duration.ofMillis(evaluate.userMillis())));
    try (V8Runtime runtime = engine.empty()) {
      runtime.setNearHeapLimitCallback((current, _) -> {
        watchdog.stop(runtime, Cause.MEMORY);
        return current + Realm.HEAP_GRACE_BYTES;
      });
      watchdog.enter(runtime);
      Frame answer;
      try {
        answer = evaluate(runtime, evaluate, module);
      } catch (JavetException e) {
        answer = failed(module, new Thrown("Uncaught " + e.getMessage(), "", null));
      }
      Cause stopped = watchdog.leave();
      return stopped == null
          ? answer
          : failed(module, stoppedMessage(stopped, evaluate.userMillis()));
    }
  }

  private static Frame evaluate(V8Runtime runtime, Evaluate evaluate, String module)
      throws JavetException {
    Engine.runPrelude(runtime);
    runtime.allowEval(false);
    try (Harness harness = Harness.take(runtime)) {
      Mailbox.openForModules(runtime, harness);
      harness.world(evaluate.bundle(), evaluate.subject() == Subject.AUTH_CONFIG);
      var modules = new Modules(evaluate.bundle(), false);
      runtime.setV8ModuleResolver(modules);
      try (V8Value namespace = modules.load(runtime, harness, module)) {
        List<String> report = harness.report(evaluate.subject().name(), module, namespace);
        return report.getFirst().equals("ok")
            ? new Evaluated(report.get(1), handlers(harness, evaluate.bundle()))
            : failed(report);
      } catch (ModuleThrewException e) {
        String missing = harness.missingVariable();
        return missing.isEmpty()
            ? failed(module, e.thrown())
            : new EvaluationFailed("AuthConfigMissingEnvironmentVariable", missing, e.thrown());
      } finally {
        modules.release();
      }
    }
  }

  private static List<Handler> handlers(Harness harness, Bundle bundle) throws JavetException {
    var handlers = new ArrayList<Handler>();
    int count = harness.handlerCount();
    for (int i = 0; i < count; i++) {
      try (V8Value handler = harness.handler(i)) {
        handlers.add(place(handler, bundle));
      }
    }
    return handlers;
  }

  private static Handler place(V8Value handler, Bundle bundle) throws JavetException {
    if (handler instanceof V8ValueFunction function
        && function.getJSFunctionType().isUserDefined()) {
      var source = function.getScriptSource();
      String code = source.getCode();
      for (Bundle.Source module : bundle.modules()) {
        if (module.text().equals(code)) {
          return place(module.path(), code, source.getStartPosition());
        }
      }
    }
    return new Handler("", 0, 0);
  }

  private static Handler place(String module, String code, int offset) {
    int lineStart = code.lastIndexOf('\n', offset - 1) + 1;
    int line = (int) code.substring(0, lineStart).chars().filter(c -> c == '\n').count();
    return new Handler(module, line, offset - lineStart);
  }

  private static EvaluationFailed failed(List<String> report) {
    return new EvaluationFailed(
        report.get(1), report.get(2), new Thrown(report.get(3), report.get(4), null));
  }

  private static EvaluationFailed failed(String module, Thrown thrown) {
    return new EvaluationFailed("", module, thrown);
  }

  private static Thrown stoppedMessage(Cause cause, int userMillis) {
    String message =
        switch (cause) {
          case TIME ->
              "Function execution timed out (maximum duration: %ds)".formatted(userMillis / 1000);
          case MEMORY -> "JavaScript execution ran out of memory (maximum memory usage: 64 MB)";
          case ABANDONED -> throw new IllegalStateException("an evaluation was abandoned");
        };
    return new Thrown(message, "", null);
  }
}
