package dev.jensen.backend.world;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// The real world, but for the clock that measures durations: that one moves only when told, so
/// that nothing takes too long on a slow machine.
public final class UnhurriedWorld implements World {

  private final World real = new SystemWorld();
  private final AtomicLong nanos = new AtomicLong();

  /// Has everything that is going on take so much longer.
  public void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Override
  public Instant now() {
    return real.now();
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public RandomGenerator random() {
    return real.random();
  }

  @Override
  public Thread start(String name, Runnable task) {
    return real.start(name, task);
  }

  @Override
  public Thread startPlatform(String name, Runnable task) {
    return real.startPlatform(name, task);
  }

  @Override
  public void sleep(Duration duration) {
    real.sleep(duration);
  }
}
