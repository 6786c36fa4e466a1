package dev.jensen.client;

import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;

/// Calls functions and waits for what they return.
///
/// Paths are `module:function`, such as `messages:send` or `dir/module:function`. Arguments are a
/// record, a `Map` or an object; [Values] says what becomes of them and of results. Waiting blocks
/// the thread, which is meant to be a virtual one.
///
/// Every method throws a [ConvexError] if the function threw one, another [FunctionException] if it
/// failed otherwise, a [RefusedException] if the deployment refused the call, a
/// [ConnectionException] if there was no answer, a [MismatchedResultException] if the result does
/// not fit, a [dev.jensen.mapping.MappingException] if the arguments are none and an
/// [dev.jensen.value.InvalidValueException] if the path or the arguments cannot be sent.
public interface ConvexFunctions {

  /// Runs the query at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="generic"}
  <T> T query(String path, Object arguments, ResultType<T> type);

  /// Runs the query at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="query"}
  default <T> T query(String path, Object arguments, Class<T> type) {
    return query(path, arguments, ResultType.of(type));
  }

  /// Runs the query at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="query"}
  default Value query(String path, Object arguments) {
    return query(path, arguments, Value.class);
  }

  /// Runs a query.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="queryCall"}
  default <T> T query(QueryCall<T> call) {
    return query(call.path(), call.arguments(), call.type());
  }

  /// Runs the mutation at `path`; it has committed when this returns.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="mutation"}
  <T> T mutation(String path, Object arguments, ResultType<T> type);

  /// Runs the mutation at `path`; it has committed when this returns.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="mutation"}
  default <T> T mutation(String path, Object arguments, Class<T> type) {
    return mutation(path, arguments, ResultType.of(type));
  }

  /// Runs the mutation at `path`; it has committed when this returns.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="mutation"}
  default Value mutation(String path, Object arguments) {
    return mutation(path, arguments, Value.class);
  }

  /// Runs a mutation; it has committed when this returns.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="mutationCall"}
  default <T> T mutation(MutationCall<T> call) {
    return mutation(call.path(), call.arguments(), call.type());
  }

  /// Runs the action at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="action"}
  <T> T action(String path, Object arguments, ResultType<T> type);

  /// Runs the action at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="action"}
  default <T> T action(String path, Object arguments, Class<T> type) {
    return action(path, arguments, ResultType.of(type));
  }

  /// Runs the action at `path`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="action"}
  default Value action(String path, Object arguments) {
    return action(path, arguments, Value.class);
  }

  /// Runs an action.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="actionCall"}
  default <T> T action(ActionCall<T> call) {
    return action(call.path(), call.arguments(), call.type());
  }
}
