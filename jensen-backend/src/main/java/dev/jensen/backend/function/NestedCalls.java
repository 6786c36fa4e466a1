package dev.jensen.backend.function;

import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.transaction.Extra;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// `ctx.runQuery` and `ctx.runMutation` of a running query or mutation (`spec/function-runtime.md`
/// §7).
///
/// What is called shares the caller's transaction. If it fails, its writes are undone and the
/// caller may catch that; what it read stays read.
final class NestedCalls {

  /// How many functions may wait for each other.
  private static final int DEPTH_MAX = 8;

  private final FunctionExecutor executor;
  private final ExecutionScope scope;

  NestedCalls(FunctionExecutor executor, ExecutionScope scope) {
    this.executor = executor;
    this.scope = scope;
  }

  private enum Kind {
    QUERY("Query"),
    MUTATION("Mutation"),
    SNAPSHOT_QUERY("SnapshotQuery");

    private final String display;

    Kind(String display) {
      this.display = display;
    }

    static Kind of(String wire) {
      return switch (wire) {
        case "query" -> QUERY;
        case "mutation" -> MUTATION;
        case "snapshotQuery" -> SNAPSHOT_QUERY;
        default ->
            throw SyscallException.invalidArgument(
                "udfType", "runUdf", "unknown type `%s`".formatted(wire));
      };
    }

    FunctionType type() {
      return this == MUTATION ? FunctionType.MUTATION : FunctionType.QUERY;
    }
  }

  /// `1.0/runUdf`.
  ///
  /// @throws RefusedCallException if the caller must end as well
  String run(String json, FunctionRuntime runtime) {
    var arguments = SyscallArguments.parseUncommitted("runUdf", json);
    var kind = Kind.of(arguments.text("udfType"));
    if (kind != Kind.QUERY && !scope.isMutation()) {
      throw new SyscallException(
          "Cannot call a %s function from a %s function"
              .formatted(kind.display, scope.function().type().display()));
    }
    if (scope.depth() >= DEPTH_MAX) {
      throw new SyscallException(
          "Cross component call depth limit exceeded. Do you have an infinite loop in your app?");
    }
    var function = function(CallTarget.of(arguments, "runUdf", scope.deployed()), kind);
    var argument = CallArguments.of(function.path(), arguments);
    var limits = arguments.optionalValue("transactionLimits");
    return switch (kind) {
      case QUERY -> limited(limits, () -> call(function, argument, scope.transaction(), runtime));
      case MUTATION -> limited(limits, () -> undoable(function, argument, runtime));
      case SNAPSHOT_QUERY ->
          onSnapshot(TransactionMetrics.extra(limits), function, argument, runtime);
    };
  }

  private DeployedFunction function(FunctionPath path, Kind kind) {
    var function = scope.deployed().function(path);
    if (function == null) {
      throw new SyscallException(
          "Could not find function for '%s'. Did you forget to run `npx convex dev`?"
              .formatted(path.stripped()));
    }
    if (function.type() != kind.type()) {
      throw new SyscallException(
          "Trying to execute %s as %s, but it is defined as %s."
              .formatted(path.stripped(), kind.type().display(), function.type().display()));
    }
    return function;
  }

  private interface Call {
    String run();
  }

  private String limited(@Nullable Value limits, Call call) {
    var extra = TransactionMetrics.extra(limits);
    if (extra == null) {
      return call.run();
    }
    try (var _ = scope.transaction().limit(extra);
        var _ = TransactionMetrics.limit(scope.scheduledUsage(), limits)) {
      return call.run();
    }
  }

  private String undoable(DeployedFunction function, Value.Obj argument, FunctionRuntime runtime) {
    var savepoint = scope.transaction().savepoint();
    try {
      return call(function, argument, scope.transaction(), runtime);
    } catch (RuntimeException | Error e) {
      // Whatever it is, somebody further out may catch it and commit.
      scope.transaction().rollBack(savepoint);
      throw e;
    }
  }

  private String onSnapshot(
      @Nullable Extra extra,
      DeployedFunction function,
      Value.Obj argument,
      FunctionRuntime runtime) {
    try (var transaction = scope.transaction().withoutWrites()) {
      if (extra != null) {
        transaction.limit(extra);
      }
      return call(function, argument, transaction, runtime);
    }
  }

  private String call(
      DeployedFunction function,
      Value.Obj argument,
      Transaction transaction,
      FunctionRuntime runtime) {
    var nested = scope.nested(function, transaction);
    var result = executor.runNested(nested, argument, runtime);
    scope.observe(nested);
    return switch (result) {
      case FunctionResult.Success(var value, _) -> JsonFormat.UNCOMMITTED.write(value);
      case FunctionResult.Failure(var message, var data, _) ->
          throw new SyscallException(message.stripTrailing(), data);
    };
  }
}
