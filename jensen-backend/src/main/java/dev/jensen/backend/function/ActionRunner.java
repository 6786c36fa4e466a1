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
    var prepared = prepare(call, path, deployedCode.at(database.latest()));
    var execution = execute(prepared, runtime, 0);
    return new Attempt(
        result(prepared, execution),
        execution.timings().javascript(),
        execution.observedTime(),
        false);
  }

  /// Runs an action that another one waits for.
  ///
  /// @param deployed what the other one is part of
  /// @param nested the runtime of the other one
  /// @param depth how many actions wait for this one
  /// @throws SyscallException if it cannot be called so, which the other one may catch
  /// @throws RefusedCallException if the other one must end as well
  FunctionResult runNested(
      FunctionCall call, FunctionPath path, Deployed deployed, FunctionRuntime nested, int depth) {
    if (depth > DEPTH_MAX) {
      throw new SyscallException(
          "Cross component call depth limit exceeded. Do you have an infinite loop in your app?");
    }
    Prepared prepared;
    try {
      prepared = prepare(call, path, deployed);
    } catch (RefusedCallException e) {
      throw new SyscallException(String.valueOf(e.getMessage()));
    }
    var execution = execute(prepared, nested, depth);
    if (execution.outcome() instanceof Execution.Outcome.Stopped(var message)) {
      throw new RefusedCallException(message);
    }
    return result(prepared, execution);
  }

  /// A call that may be made.
  private record Prepared(
      FunctionCall call, DeployedFunction function, Deployed deployed, Invocation invocation) {}

  private Prepared prepare(FunctionCall call, FunctionPath path, Deployed deployed) {
    var function = Access.check(deployed, path, call);
    var argument = CallArguments.of(path, call.arguments());
    // Validators know tables; what is called later sees tables of its own time.
    try (var transaction = database.begin()) {
      var scope = ExecutionScope.of(world, transaction, deployed, function, call);
      CallArguments.validate(function, argument, scope);
      return new Prepared(call, function, deployed, FunctionExecutor.invocation(scope, argument));
    }
  }

  private Execution execute(Prepared prepared, FunctionRuntime in, int depth) {
    var syscalls =
        new ActionSyscalls(
            world,
            functions,
            this,
            prepared.deployed(),
            prepared.function(),
            prepared.call(),
            depth);
    return in.run(prepared.invocation(), syscalls);
  }

  private FunctionResult result(Prepared prepared, Execution execution) {
    try (var transaction = database.begin()) {
      var scope =
          ExecutionScope.of(
              world, transaction, prepared.deployed(), prepared.function(), prepared.call());
      return FunctionExecutor.result(scope, execution);
    }
  }
}
