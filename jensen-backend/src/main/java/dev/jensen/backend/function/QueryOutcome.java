package dev.jensen.backend.function;

import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A query's result and all that it depends on: it stays the result until a commit touches `reads`.
///
/// @param at the snapshot it was computed at
/// @param journal what to pass to the next run of the same query, or null if it read no page
/// @param ran when, for results that move on with time
record QueryOutcome(
    Attempt attempt, ReadSet reads, Timestamp at, @Nullable String journal, Instant ran) {

  FunctionResult result() {
    return attempt.result();
  }

  /// Whether the passing of time alone has made it stale, or the setting back of the clock.
  boolean isExpired(Instant now, Duration ageMax) {
    return attempt.observedTime()
        && (now.isBefore(ran) || Duration.between(ran, now).compareTo(ageMax) > 0);
  }
}
