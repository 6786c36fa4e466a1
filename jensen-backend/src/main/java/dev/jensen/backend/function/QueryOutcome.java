package dev.jensen.backend.function;

import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.time.Instant;

/// A query's result and all that it depends on: it stays the result until a commit touches `reads`.
///
/// @param at the snapshot it was computed at
/// @param ran when, for results that move on with time
record QueryOutcome(Attempt attempt, ReadSet reads, Timestamp at, Instant ran) {

  FunctionResult result() {
    return attempt.result();
  }

  /// Whether the passing of time alone has made it stale.
  boolean isExpired(Instant now, Duration ageMax) {
    return attempt.observedTime() && Duration.between(ran, now).compareTo(ageMax) > 0;
  }
}
