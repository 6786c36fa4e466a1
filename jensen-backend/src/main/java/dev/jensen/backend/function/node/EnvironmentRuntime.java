package dev.jensen.backend.function.node;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.ModuleEvaluator;
import dev.jensen.backend.function.ModuleFailedException;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs each function in the environment that its module is for: actions of `"use node"` modules in
/// `node` processes, everything else in the runtime beneath.
///
/// Thread-safe; close it to end the processes.
public final class EnvironmentRuntime implements FunctionRuntime, ModuleEvaluator, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentRuntime.class);

  private final FunctionRuntime runtime;
  private final ModuleEvaluator evaluator;
  private final NodeCodes codes;
  private final NodeProcesses processes;
  private final NodeActions actions;
  private final NodeAnalysis analysis;

  /// Starts no process yet.
  ///
  /// @param runtime for modules without `"use node"`; stays the caller's
  /// @param evaluator the same
  public EnvironmentRuntime(
      World world, NodeOptions options, FunctionRuntime runtime, ModuleEvaluator evaluator) {
    this.runtime = runtime;
    this.evaluator = evaluator;
    this.codes = new NodeCodes(world, options);
    this.processes = new NodeProcesses(world, options);
    this.actions = new NodeActions(world, options, codes, processes, this);
    this.analysis = new NodeAnalysis(codes, processes);
  }

  @Override
  public Execution run(Invocation invocation, Syscalls syscalls) {
    return invocation.type() == FunctionType.ACTION
            && invocation.code().runsInNode(invocation.module())
        ? actions.run(invocation, syscalls)
        : runtime.run(invocation, syscalls);
  }

  @Override
  public List<AnalyzedModule> analyze(Code code) {
    var modules = new ArrayList<>(evaluator.analyze(code));
    modules.addAll(analysis.analyze(code));
    return modules;
  }

  @Override
  public String schema(Module schema) {
    return evaluator.schema(schema);
  }

  @Override
  public String definition(Module definition, Map<String, String> environment) {
    return evaluator.definition(definition, environment);
  }

  @Override
  public String authConfig(Module authConfig, Map<String, String> environment) {
    return evaluator.authConfig(authConfig, environment);
  }

  @Override
  public @Nullable String prepare(Code code) {
    if (code.modules().stream()
        .anyMatch(module -> module.environment() == Module.Environment.NODE)) {
      try {
        codes.get(code);
      } catch (NodeMissingException | ModuleFailedException e) {
        // Each call tries again, and says so to its caller.
        LOG.warn("Actions that need Node.js will fail", e);
      }
    }
    return evaluator.prepare(code);
  }

  /// Process ids of the `node` processes that are up.
  public List<Long> pids() {
    return processes.pids();
  }

  @Override
  public void close() {
    processes.close();
  }
}
