package dev.jensen.backend.sync;

import dev.jensen.backend.identity.Identity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who a client is at the moment.
///
/// @param expiry the first instant at which that is no longer proven, or null if it stays so
record Caller(Identity identity, @Nullable Instant expiry) {

  static final Caller UNKNOWN = new Caller(new Identity.Unknown(), null);

  boolean hasExpired(Instant now) {
    return expiry != null && !now.isBefore(expiry);
  }
}
