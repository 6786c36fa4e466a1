package dev.jensen.client;

/// Shows at once what a mutation is expected to change.
///
/// It runs when the mutation is made, and again whenever other results change, until the mutation's
/// own effects are there; so it must not do anything but read and set queries, nor take long. One
/// that throws is logged and left out.
///
/// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="optimistic"}
@FunctionalInterface
public interface OptimisticUpdate {

  /// Changes what `queries` show.
  void apply(LocalQueries queries);
}
