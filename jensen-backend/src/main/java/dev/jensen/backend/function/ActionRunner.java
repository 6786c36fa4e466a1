package dev.jensen.backend.function;

import dev.jensen.backend.model.FunctionType;

/// Runs actions: outside of transactions, once, whatever becomes of them
/// (`spec/function-runtime.md` §8).
///
/// Thread-safe.
final class ActionRunner {

  private final ActionServices services;

  ActionRunner(ActionServices services) {
    this.services = services;
  }

  /// Runs the action.
  ///
  /// @throws RefusedCallException if the caller may not call it, or not so
  /// @throws OverloadedException if the runtime is too busy
  Attempt run(FunctionCall call, FunctionPath path) {
    var prepared = prepare(call, path, services.deployedCode().at(services.database().latest()));
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
    try (var transaction = services.database().begin()) {
      var scope = ExecutionScope.of(services.world(), transaction, deployed, function, call);
      CallArguments.validate(function, argument, scope);
      return new Prepared(call, function, deployed, FunctionExecutor.invocation(scope, argument));
    }
  }

  private Execution execute(Prepared prepared) {
    var call = prepared.call();
    var path = prepared.function().path().stripped();
    var started = services.world().now();
    try (var io = services.newIo()) {
      var syscalls =
          new ActionSyscalls(
              services,
              prepared.function(),
              call,
              StorageCalls.ofAction(services.files(), prepared.deployed()),
              io,
              lines ->
                  services
                      .listener()
                      .progressed(
                          new Progress(
                              FunctionType.ACTION, path, lines, started, call.requestId())));
      return services.runtime().run(prepared.invocation(), syscalls);
    }
  }

  private FunctionResult result(Prepared prepared, Execution execution) {
    try (var transaction = services.database().begin()) {
      var scope =
          ExecutionScope.of(
              services.world(),
              transaction,
              prepared.deployed(),
              prepared.function(),
              prepared.call());
      return FunctionExecutor.result(scope, execution);
    }
  }
}
