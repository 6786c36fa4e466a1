package dev.jensen.functions;

import dev.jensen.mapping.ResultType;
import org.jspecify.annotations.Nullable;

/// What actions get. Every call is a transaction of its own.
public interface ActionContext extends Context {

  /// Schedules functions.
  Scheduler scheduler();

  /// The stored files.
  StorageWriter storage();

  /// Runs a mutation.
  ///
  /// @param path such as `tasks:add`
  /// @param arguments a record or a map
  <R> @Nullable R runMutation(String path, Object arguments, ResultType<R> type);

  /// Runs a mutation whose result has no type parameters.
  default <R> @Nullable R runMutation(String path, Object arguments, Class<R> type) {
    return runMutation(path, arguments, ResultType.of(type));
  }

  /// Runs another action.
  ///
  /// @param path such as `tasks:fetch`
  /// @param arguments a record or a map
  <R> @Nullable R runAction(String path, Object arguments, ResultType<R> type);

  /// Runs another action whose result has no type parameters.
  default <R> @Nullable R runAction(String path, Object arguments, Class<R> type) {
    return runAction(path, arguments, ResultType.of(type));
  }
}
