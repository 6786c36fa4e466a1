package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.value.Value;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// Points in time as documents hold them: milliseconds since the epoch, a float.
final class Millis {

  private static final double MICROS_PER_MILLI = 1000;

  private Millis() {}

  static double of(Instant instant) {
    return instant.getEpochSecond() * 1e3
        + instant.getNano() / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  static Value.Float64 value(Instant instant) {
    return new Value.Float64(of(instant));
  }

  /// The point in time to the microsecond, which is about what a float of today can hold.
  static Instant instant(double millis) {
    long micros = Math.round(millis * MICROS_PER_MILLI);
    long perSecond = TimeUnit.SECONDS.toMicros(1);
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, perSecond),
        TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, perSecond)));
  }

  /// The point in time that a document holds.
  static Instant read(Document document, String field) {
    if (document.value().get(field) instanceof Value.Float64(var millis)) {
      return instant(millis);
    }
    throw new IllegalStateException(
        "system document %s has no time %s".formatted(document.id(), field));
  }
}
