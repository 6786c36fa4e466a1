package dev.jensen.backend.world;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// The real world, but for the clock that measures durations: that one moves only when told, so
/// that nothing takes too long on a slow machine.
public final class UnhurriedWorld extends SystemWorld {

  private final AtomicLong nanos = new AtomicLong();

  /// Has everything that is going on take so much longer.
  public void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }
}
