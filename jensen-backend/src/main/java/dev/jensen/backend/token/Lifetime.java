package dev.jensen.backend.token;

import java.time.Instant;

/// The arithmetic of `exp`, `nbf` and `iat`: seconds, perhaps with a fraction, compared with the
/// server's clock in whole seconds (`spec/auth.md` §4.3).
final class Lifetime {

  /// No clock gets there.
  private static final long SECONDS_MAX = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private Lifetime() {}

  /// How many seconds ago `seconds` was; negative if it is still to come.
  static double since(double seconds, Instant now) {
    return now.getEpochSecond() - seconds;
  }

  /// The first whole second that is not before `seconds`.
  static Instant instant(double seconds) {
    return Instant.ofEpochSecond((long) Math.min(Math.ceil(seconds), (double) SECONDS_MAX));
  }

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
