package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.ModuleEvaluator;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.world.World;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs functions in V8 worker processes.
///
/// Thread-safe; close it to end the processes.
public final class JavaScriptRuntime implements FunctionRuntime, ModuleEvaluator, AutoCloseable {

  /// How many dead workers one call may be given.
  private static final int ATTEMPTS_MAX = 3;

  private final World world;
  private final LaunchedProcesses launched = new LaunchedProcesses();
  private final WorkerPool pool;
  private final PreparedCodes codes;
  private final Evaluations evaluations;
  private final ActionWorkers actions;

  /// Starts the worker processes; they come up in the background.
  public JavaScriptRuntime(World world, JavaScriptOptions options) {
    this.world = world;
    this.pool = new WorkerPool(world, options, launched);
    this.codes = new PreparedCodes(pool);
    this.evaluations = new Evaluations(pool);
    // Actions wait for queries and mutations, and so must not take their places.
    this.actions = new ActionWorkers(world, options.forActions(), launched, pool.directory(), this);
  }

  @Override
  public Execution run(Invocation invocation, Syscalls syscalls) {
    PreparedCode prepared = codes.get(invocation.code());
    var results = new Results(prepared, invocation);
    if (results.isAction()) {
      return actions.run(prepared, results, syscalls);
    }
    long asked = world.nanoTime();
    for (int attempt = 1; ; attempt++) {
      var call = new WorkerCall(world, prepared, invocation, syscalls, asked);
      Execution execution = pool.run(invocation.code().version(), call::run);
      // Nothing of it has run in a worker that was dead already.
      if (call.hasBegun() || attempt == ATTEMPTS_MAX) {
        return execution;
      }
    }
  }

  @Override
  public List<AnalyzedModule> analyze(Code code) {
    return evaluations.analyze(code);
  }

  @Override
  public String schema(Module schema) {
    return evaluations.schema(schema);
  }

  @Override
  public String definition(Module definition, Map<String, String> environment) {
    return evaluations.definition(definition, environment);
  }

  @Override
  public String authConfig(Module authConfig, Map<String, String> environment) {
    return evaluations.authConfig(authConfig, environment);
  }

  @Override
  public @Nullable String prepare(Code code) {
    return codes.get(code).failure();
  }

  /// Process ids of the workers that are up.
  public List<Long> workerPids() {
    return pool.pids();
  }

  /// How many calls wait for a worker.
  public int waitingCalls() {
    return pool.waiting();
  }

  /// Process ids of the workers for actions that are up.
  public List<Long> actionWorkerPids() {
    return actions.pids();
  }

  @Override
  public void close() {
    actions.close();
    pool.close();
    launched.close();
  }
}
