package dev.jensen.client;

import dev.jensen.mapping.ResultType;

/// A call of a mutation that is still to be made: which function, with what, and what it returns.
/// Generated code gives them.
///
/// @param path `module:function`
/// @param arguments a record, a `Map` or an object
/// @param type what the mutation returns
/// @param <T> what the mutation returns

public record MutationCall<T>(String path, Object arguments, ResultType<T> type) {

  /// The same call, reading what it returns as `other`: for functions that do not say what they
  /// return.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asMutation"}
  public <R> MutationCall<R> as(ResultType<R> other) {
    return new MutationCall<>(path, arguments, other);
  }

  /// The same call, reading what it returns as `other`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asMutation"}
  public <R> MutationCall<R> as(Class<R> other) {
    return as(ResultType.of(other));
  }
}
