package dev.jensen.testing;

import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.Functions;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.functions.ConvexError;
import dev.jensen.functions.FunctionFailedException;
import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// Calls of functions as somebody.
///
/// All of them throw a [ConvexError] when the function threw one, and otherwise a
/// [FunctionFailedException] with what the function threw and where.
abstract sealed class Calls permits TestDeployment, TestCaller {

  abstract Functions functions();

  abstract Identity identity();

  /// Runs a query.
  ///
  /// @param path such as `tasks:list`
  /// @param arguments a record or a map
  public <R> @Nullable R query(String path, Object arguments, ResultType<R> type) {
    return read(call(path, arguments, FunctionType.QUERY), type);
  }

  /// Runs a query whose result has no type parameters.
  public <R> @Nullable R query(String path, Object arguments, Class<R> type) {
    return query(path, arguments, ResultType.of(type));
  }

  /// Runs a mutation; returns when it has committed.
  ///
  /// @param path such as `tasks:add`
  /// @param arguments a record or a map
  public <R> @Nullable R mutation(String path, Object arguments, ResultType<R> type) {
    return read(call(path, arguments, FunctionType.MUTATION), type);
  }

  /// Runs a mutation whose result has no type parameters.
  public <R> @Nullable R mutation(String path, Object arguments, Class<R> type) {
    return mutation(path, arguments, ResultType.of(type));
  }

  /// Runs a mutation whose result is not wanted.
  public void mutation(String path, Object arguments) {
    var _ = call(path, arguments, FunctionType.MUTATION);
  }

  /// Runs an action.
  ///
  /// @param path such as `tasks:fetch`
  /// @param arguments a record or a map
  public <R> @Nullable R action(String path, Object arguments, ResultType<R> type) {
    return read(call(path, arguments, FunctionType.ACTION), type);
  }

  /// Runs an action whose result has no type parameters.
  public <R> @Nullable R action(String path, Object arguments, Class<R> type) {
    return action(path, arguments, ResultType.of(type));
  }

  /// Runs an action whose result is not wanted.
  public void action(String path, Object arguments) {
    var _ = call(path, arguments, FunctionType.ACTION);
  }

  private static <R> @Nullable R read(Value value, ResultType<R> type) {
    return value instanceof Value.Null ? null : Values.as(value, type);
  }

  private Value call(String path, Object arguments, FunctionType type) {
    return call(path, arguments, type, identity());
  }

  /// Runs a function as `identity`.
  final Value call(String path, Object arguments, FunctionType type, Identity identity) {
    var call = new FunctionCall(path, Values.arguments(arguments), type, identity, null, "test");
    return switch (functions().run(call)) {
      case FunctionResult.Success(var value, _) -> value;
      case FunctionResult.Failure(var message, var data, _) ->
          throw data == null
              ? new FunctionFailedException(message.stripTrailing())
              : new ConvexError(data);
    };
  }
}
