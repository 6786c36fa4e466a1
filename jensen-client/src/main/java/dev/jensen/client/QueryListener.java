package dev.jensen.client;

/// Follows the results of a query. Called in order, by one thread for all listeners of a client.
///
/// {@snippet file="dev/jensen/client/LiveClientTest.java" region="listener"}
///
/// @param <T> what the query returns
@FunctionalInterface
public interface QueryListener<T> {

  /// The query has a new result.
  void changed(T result);

  /// The query fails now; it is still followed and may succeed again.
  ///
  /// Logs a warning unless overridden.
  ///
  /// @param failure a [FunctionException], or a [MismatchedResultException] if the result is no `T`
  default void failed(ConvexException failure) {
    System.getLogger("dev.jensen.client")
        .log(System.Logger.Level.WARNING, "a query that is followed fails", failure);
  }

  /// Nothing more will come, because the client was closed or the deployment gave up.
  default void ended() {}
}
