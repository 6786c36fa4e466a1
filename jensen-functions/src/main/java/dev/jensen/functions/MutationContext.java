package dev.jensen.functions;

import dev.jensen.mapping.ResultType;
import org.jspecify.annotations.Nullable;

/// What mutations get.
public interface MutationContext extends QueryContext {

  /// The documents as of the snapshot of the mutation's transaction, with what it wrote itself.
  @Override
  DatabaseWriter db();

  /// The stored files; what is stored or removed is so only if the mutation commits.
  @Override
  StorageWriter storage();

  /// Schedules functions; nothing is scheduled unless the mutation commits.
  Scheduler scheduler();

  /// Runs a mutation as a part of this one. If it fails, what it wrote is undone.
  ///
  /// @param path such as `tasks:add`
  /// @param arguments a record or a map
  <R> @Nullable R runMutation(String path, Object arguments, ResultType<R> type);

  /// Runs a mutation whose result has no type parameters.
  default <R> @Nullable R runMutation(String path, Object arguments, Class<R> type) {
    return runMutation(path, arguments, ResultType.of(type));
  }
}
