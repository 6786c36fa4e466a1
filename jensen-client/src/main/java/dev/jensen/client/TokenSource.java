package dev.jensen.client;

import org.jspecify.annotations.Nullable;

/// Where a client gets its user's tokens from.
///
/// {@snippet file="dev/jensen/client/LiveAuthTest.java" region="source"}
@FunctionalInterface
public interface TokenSource {

  /// A JWT to call with; may block.
  ///
  /// What it throws is logged, and it is asked again, a few times within seconds. After that a
  /// client goes on with the token in force as long as it is accepted, and then as nobody. While it
  /// is asked for a first token, or after one was refused, calls of its own [ConvexClient] wait for
  /// it; so it must not wait for one, and gets an [IllegalStateException] if it does. A token that
  /// comes from the deployment is fetched with a [ConvexHttpClient].
  ///
  /// @param refresh whether the last one was refused or is about to expire, so that one that was
  ///   kept is of no use
  /// @return null to call as nobody
  @Nullable String token(boolean refresh);
}
