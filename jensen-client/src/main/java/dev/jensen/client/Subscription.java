package dev.jensen.client;

/// Something that goes on until it is closed.
///
/// {@snippet file="dev/jensen/client/LiveClientTest.java" region="unsubscribe"}
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  /// Ends it; what is being told may still arrive.
  @Override
  void close();
}
