package dev.jensen.client;

/// What a query that is followed gave last.
///
/// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="result"}
///
/// @param <T> what the query returns
public sealed interface QueryResult<T> {

  /// It returned.
  ///
  /// @param value what it returned
  record Success<T>(T value) implements QueryResult<T> {}

  /// It failed, and is still followed.
  ///
  /// @param failure a [FunctionException], or a [MismatchedResultException] if the result is no `T`
  record Failure<T>(ConvexException failure) implements QueryResult<T> {}
}
