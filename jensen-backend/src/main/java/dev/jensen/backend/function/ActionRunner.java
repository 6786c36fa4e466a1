package dev.jensen.backend.function;

import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;

/// Runs actions: outside of transactions, once, whatever becomes of them
/// (`spec/function-runtime.md` §8).
///
/// Thread-safe.
final class ActionRunner {

  /// How many actions may wait for each other.
  private static final int DEPTH_MAX = 8;

  private final World world;
  private final Database database;
  private final DeployedCode deployedCode;
  private final FunctionRuntime runtime;
  private final Functions functions;

  /// @param functions runs what actions call
  ActionRunner(
      World world,
      Database database,
      DeployedCode deployedCode,
      FunctionRuntime runtime,
      Functions functions) {
    this.world = world;
    this.database = database;
    this.deployedCode = deployedCode;
    this.runtime = runtime;
    this.functions = functions;
  }

  /// Runs the action.
  ///
  /// @throws RefusedCallException if the caller may not call it, or not so
  /// @throws OverloadedException if the runtime is too busy
  Attempt run(FunctionCall call, FunctionPath path) {
    return run(call, path, deployedCode.at(database.latest()), runtime, 0);
  }

  /// Runs an action that another one waits for.
  ///
  /// @param deployed what the other one is part of
  /// @param nested the runtime of the other one
  /// @param depth how many actions wait for this one
  /// @throws RefusedCallException if it cannot be called so, or the other one must end as well
  FunctionResult runNested(
      FunctionCall call, FunctionPath path, Deployed deployed, FunctionRuntime nested, int depth) {
    if (depth > DEPTH_MAX) {
      throw new SyscallException(
          "Cross component call depth limit exceeded. Do you have an infinite loop in your app?");
    }
    return run(call, path, deployed, nested, depth).result();
  }

  private Attempt run(
      FunctionCall call, FunctionPath path, Deployed deployed, FunctionRuntime in, int depth) {
    var function = Access.check(deployed, path, call);
    var invocation = invocation(call, function, deployed);
    var syscalls = new ActionSyscalls(world, functions, this, deployed, function, call, depth);
    var execution = in.run(invocation, syscalls);
    if (depth > 0 && execution.outcome() instanceof Execution.Outcome.Stopped(var message)) {
      throw new RefusedCallException(message);
    }
    return new Attempt(
        result(call, function, deployed, execution),
        execution.timings().javascript(),
        execution.observedTime(),
        false);
  }

  private Invocation invocation(FunctionCall call, DeployedFunction function, Deployed deployed) {
    var argument = CallArguments.of(function.path(), call.arguments());
    // Validators know tables; what is called later sees tables of its own time.
    try (var transaction = database.begin()) {
      var scope = ExecutionScope.of(world, transaction, deployed, function, call);
      CallArguments.validate(function, argument, scope);
      return FunctionExecutor.invocation(scope, argument);
    }
  }

  private FunctionResult result(
      FunctionCall call, DeployedFunction function, Deployed deployed, Execution execution) {
    try (var transaction = database.begin()) {
      var scope = ExecutionScope.of(world, transaction, deployed, function, call);
      return FunctionExecutor.result(scope, execution);
    }
  }
}
