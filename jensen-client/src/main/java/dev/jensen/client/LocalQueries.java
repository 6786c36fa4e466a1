package dev.jensen.client;

import dev.jensen.client.sync.LocalStore;
import dev.jensen.client.sync.QueryKey;
import dev.jensen.client.wire.FunctionOutcome;
import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The results of queries as an [OptimisticUpdate] sees and changes them. Only of use while the
/// update runs.
public final class LocalQueries {

  private final LocalStore store;

  LocalQueries(LocalStore store) {
    this.store = store;
  }

  /// What the query at `path` shows now; empty if it is not followed, has no result yet or fails.
  ///
  /// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="optimistic"}
  public <T> Optional<T> get(String path, Object arguments, ResultType<T> type) {
    return store.get(key(path, arguments)) instanceof FunctionOutcome.Success success
        ? Optional.of(Values.as(success.value(), type))
        : Optional.empty();
  }

  /// What the query at `path` shows now; empty if it is not followed, has no result yet or fails.
  ///
  /// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="optimistic"}
  public <T> Optional<T> get(String path, Object arguments, Class<T> type) {
    return get(path, arguments, ResultType.of(type));
  }

  /// What a query shows now; empty if it is not followed, has no result yet or fails.
  ///
  /// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="optimisticCall"}
  public <T> Optional<T> get(QueryCall<T> call) {
    return get(call.path(), call.arguments(), call.type());
  }

  /// What all queries at `path` show now, by their arguments.
  ///
  /// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="all"}
  public <T> Map<Value, T> all(String path, ResultType<T> type) {
    var all = new LinkedHashMap<Value, T>();
    store
        .all(path)
        .forEach((key, outcome) -> {
          if (outcome instanceof FunctionOutcome.Success success) {
            all.put(key.arguments(), Values.as(success.value(), type));
          }
        });
    return all;
  }

  /// Shows `result` as that of the query at `path` until the mutation has ended.
  ///
  /// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="optimistic"}
  public void set(String path, Object arguments, Object result) {
    store.set(key(path, arguments), new FunctionOutcome.Success(Values.of(result), List.of()));
  }

  /// Shows `result` as that of a query until the mutation has ended.
  ///
  /// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="optimisticCall"}
  public <T> void set(QueryCall<T> call, T result) {
    set(call.path(), call.arguments(), result);
  }

  private static QueryKey key(String path, Object arguments) {
    return QueryKey.of(path, Values.arguments(arguments));
  }
}
