package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.ModuleEvaluator;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.world.World;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Runs functions in V8 worker processes.
///
/// Thread-safe; close it to end the processes.
public final class JavaScriptRuntime implements FunctionRuntime, ModuleEvaluator, AutoCloseable {

  /// How many dead workers one call may be given.
  private static final int ATTEMPTS_MAX = 3;

  private final World world;
  private final JavaScriptOptions options;
  private final WorkerPool pool;
  private final PreparedCodes codes;
  private final Evaluations evaluations;
  private final ReentrantLock starting = new ReentrantLock();

  // Guarded by `starting`.
  private @Nullable WorkerPool actionPool;
  private boolean closed;

  /// Starts the worker processes; they come up in the background.
  public JavaScriptRuntime(World world, JavaScriptOptions options) {
    this.world = world;
    this.options = options;
    this.pool = new WorkerPool(world, options);
    this.codes = new PreparedCodes(pool);
    this.evaluations = new Evaluations(pool);
  }

  @Override
  public Execution run(Invocation invocation, Syscalls syscalls) {
    long asked = world.nanoTime();
    var workers = invocation.type() == FunctionType.ACTION ? actionPool() : pool;
    PreparedCode prepared = codes.get(invocation.code());
    for (int attempt = 1; ; attempt++) {
      var call = new WorkerCall(world, prepared, invocation, syscalls, asked);
      Execution execution = workers.run(invocation.code().version(), call::run);
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

  /// Actions wait for queries and mutations, and so must not take their places.
  private WorkerPool actionPool() {
    starting.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the runtime is closed");
      }
      var existing = actionPool;
      if (existing == null) {
        existing = new WorkerPool(world, options.forActions());
        actionPool = existing;
      }
      return existing;
    } finally {
      starting.unlock();
    }
  }

  @Override
  public void close() {
    pool.close();
    starting.lock();
    try {
      closed = true;
      if (actionPool != null) {
        actionPool.close();
      }
    } finally {
      starting.unlock();
    }
  }
}
