package dev.jensen.backend.sync;

import dev.jensen.backend.identity.Identity;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Who a client is at the moment.
///
/// @param expiry the first instant at which that is no longer proven, or null if it stays so
/// @param stands tells whether nobody has taken the proof back
record Caller(Identity identity, @Nullable Instant expiry, BooleanSupplier stands) {

  static final Caller UNKNOWN = forGood(new Identity.Unknown());

  static Caller forGood(Identity identity) {
    return new Caller(identity, null, () -> true);
  }

  /// Whether it still is who it proved to be.
  boolean isProven(Instant now) {
    return (expiry == null || now.isBefore(expiry)) && stands.getAsBoolean();
  }
}
