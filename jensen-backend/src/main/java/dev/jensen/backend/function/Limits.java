package dev.jensen.backend.function;

import java.time.Duration;

/// How much of what may happen at once (`spec/http-api.md` §10).
///
/// @param queries that run at once; those answered from the cache do not count
/// @param mutations that run at once
/// @param waitMax how long a call waits for its turn before it is refused
/// @param cacheBytes about how much memory cached query results may take
/// @param timedResultAge how long a result that depends on the clock may be served again
public record Limits(
    int queries, int mutations, Duration waitMax, long cacheBytes, Duration timedResultAge) {

  /// The limits that clients of the protocol expect.
  public static final Limits DEFAULT =
      new Limits(16, 16, Duration.ofSeconds(5), 64 << 20, Duration.ofSeconds(5));
}
