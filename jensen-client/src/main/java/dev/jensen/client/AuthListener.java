package dev.jensen.client;

/// Learns whether the deployment accepts a user's tokens.
///
/// {@snippet file="dev/jensen/client/LiveAuthTest.java" region="listener"}
@FunctionalInterface
public interface AuthListener {

  /// The tokens are accepted, or the client goes on as nobody.
  void changed(boolean isAuthenticated);
}
