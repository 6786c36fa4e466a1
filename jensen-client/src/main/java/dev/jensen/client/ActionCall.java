package dev.jensen.client;

import dev.jensen.mapping.ResultType;

/// A call of an action that is still to be made: which function, with what, and what it returns.
/// Generated code gives them.
///
/// @param path `module:function`
/// @param arguments a record, a `Map` or an object
/// @param type what the action returns
/// @param <T> what the action returns

public record ActionCall<T>(String path, Object arguments, ResultType<T> type) {

  /// The same call, reading what it returns as `other`: for functions that do not say what they
  /// return.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asAction"}
  public <R> ActionCall<R> as(ResultType<R> other) {
    return new ActionCall<>(path, arguments, other);
  }

  /// The same call, reading what it returns as `other`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asAction"}
  public <R> ActionCall<R> as(Class<R> other) {
    return as(ResultType.of(other));
  }
}
