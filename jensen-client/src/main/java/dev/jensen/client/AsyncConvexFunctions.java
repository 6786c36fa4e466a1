package dev.jensen.client;

import dev.jensen.mapping.ResultType;
import dev.jensen.value.Value;
import java.util.concurrent.CompletableFuture;

/// Calls functions without waiting: what [ConvexFunctions] throws, the futures fail with.
public interface AsyncConvexFunctions {

  /// Runs the query at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncQuery"}
  <T> CompletableFuture<T> query(String path, Object arguments, ResultType<T> type);

  /// Runs the query at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncQuery"}
  default <T> CompletableFuture<T> query(String path, Object arguments, Class<T> type) {
    return query(path, arguments, ResultType.of(type));
  }

  /// Runs the query at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncQuery"}
  default CompletableFuture<Value> query(String path, Object arguments) {
    return query(path, arguments, Value.class);
  }

  /// Runs a query.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncQueryCall"}
  default <T> CompletableFuture<T> query(QueryCall<T> call) {
    return query(call.path(), call.arguments(), call.type());
  }

  /// Runs the mutation at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncMutation"}
  <T> CompletableFuture<T> mutation(String path, Object arguments, ResultType<T> type);

  /// Runs the mutation at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncMutation"}
  default <T> CompletableFuture<T> mutation(String path, Object arguments, Class<T> type) {
    return mutation(path, arguments, ResultType.of(type));
  }

  /// Runs the mutation at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncMutation"}
  default CompletableFuture<Value> mutation(String path, Object arguments) {
    return mutation(path, arguments, Value.class);
  }

  /// Runs a mutation.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncMutationCall"}
  default <T> CompletableFuture<T> mutation(MutationCall<T> call) {
    return mutation(call.path(), call.arguments(), call.type());
  }

  /// Runs the action at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncAction"}
  <T> CompletableFuture<T> action(String path, Object arguments, ResultType<T> type);

  /// Runs the action at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncAction"}
  default <T> CompletableFuture<T> action(String path, Object arguments, Class<T> type) {
    return action(path, arguments, ResultType.of(type));
  }

  /// Runs the action at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncAction"}
  default CompletableFuture<Value> action(String path, Object arguments) {
    return action(path, arguments, Value.class);
  }

  /// Runs an action.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncActionCall"}
  default <T> CompletableFuture<T> action(ActionCall<T> call) {
    return action(call.path(), call.arguments(), call.type());
  }
}
