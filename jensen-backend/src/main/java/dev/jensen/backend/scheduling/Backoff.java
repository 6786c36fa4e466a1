package dev.jensen.backend.scheduling;

import dev.jensen.backend.world.World;
import java.time.Duration;
import java.time.Instant;

/// How long to wait before something is tried again: twice as long each time, up to a bound.
record Backoff(Duration first, Duration max) {

  /// After other transactions won (`spec/function-runtime.md` §14.1).
  static final Backoff CONFLICT = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(60));

  /// After the server could not do it (`spec/values-and-data.md` §11).
  static final Backoff FAILURE = new Backoff(Duration.ofMillis(500), Duration.ofHours(2));

  private static final int DOUBLINGS_MAX = 20;

  /// When to try again what was tried in vain `attempts` times before this one.
  Instant until(World world, long attempts) {
    var doubled = first.multipliedBy(1L << Math.min(attempts, DOUBLINGS_MAX));
    var longest = doubled.compareTo(max) < 0 ? doubled : max;
    long nanos = (long) (longest.toNanos() * world.random().nextDouble(0.5, 1));
    return world.now().plusNanos(nanos);
  }
}
