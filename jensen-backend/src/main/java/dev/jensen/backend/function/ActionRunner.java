package dev.jensen.backend.function;

import dev.jensen.backend.function.web.ActionIo;
import dev.jensen.backend.function.web.WebClient;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;

/// Runs actions: outside of transactions, once, whatever becomes of them
/// (`spec/function-runtime.md` §8).
///
/// Thread-safe.
final class ActionRunner {

  private final World world;
  private final Database database;
  private final DeployedCode deployedCode;
  private final FunctionRuntime runtime;
  private final Functions functions;
  private final WebClient client;
  private final CompletionListener listener;

  /// @param functions runs what actions call
  /// @param client does what they fetch
  /// @param listener is told what they write to their consoles
  ActionRunner(
      World world,
      Database database,
      DeployedCode deployedCode,
      FunctionRuntime runtime,
      Functions functions,
      WebClient client,
      CompletionListener listener) {
    this.world = world;
    this.database = database;
    this.deployedCode = deployedCode;
    this.runtime = runtime;
    this.functions = functions;
    this.client = client;
    this.listener = listener;
  }

  /// Runs the action.
  ///
  /// @throws RefusedCallException if the caller may not call it, or not so
  /// @throws OverloadedException if the runtime is too busy
  Attempt run(FunctionCall call, FunctionPath path) {
    var prepared = prepare(call, path, deployedCode.at(database.latest()));
    var execution = execute(prepared);
    return new Attempt(
        result(prepared, execution),
        execution.timings().javascript(),
        execution.observedTime(),
        false);
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

  private Execution execute(Prepared prepared) {
    var call = prepared.call();
    var path = prepared.function().path().stripped();
    var started = world.now();
    try (var io = new ActionIo(world, client)) {
      var syscalls =
          new ActionSyscalls(
              functions,
              prepared.function(),
              call,
              io,
              lines ->
                  listener.progressed(
                      new Progress(FunctionType.ACTION, path, lines, started, call.requestId())));
      return runtime.run(prepared.invocation(), syscalls);
    }
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
