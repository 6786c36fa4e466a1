package dev.jensen.backend.world;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// A world whose clock moves only when told and whose randomness follows from a seed. Its threads
/// are real.
public final class SimulatedWorld implements World {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private final SplittableRandom random;
  private volatile long nanoTimeStep;

  public SimulatedWorld(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /// Lets every look at the measuring clock take this long.
  public void setNanoTimeStep(Duration step) {
    nanoTimeStep = step.toNanos();
  }

  /// Moves the clock; a negative duration is a clock set back.
  public void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Override
  public Instant now() {
    return BEGIN.plusNanos(nanos.get());
  }

  @Override
  public long nanoTime() {
    return nanos.addAndGet(nanoTimeStep);
  }

  @Override
  public RandomGenerator random() {
    return new SynchronizedRandom();
  }

  @Override
  public Thread start(String name, Runnable task) {
    return Thread.ofVirtual().name(name).start(task);
  }

  @Override
  public Thread startPlatform(String name, Runnable task) {
    return Thread.ofPlatform().name(name).daemon().start(task);
  }

  /// Returns at once, the clock moved by `duration`.
  @Override
  public void sleep(Duration duration) {
    advance(duration);
  }

  private final class SynchronizedRandom implements RandomGenerator {

    @Override
    public long nextLong() {
      synchronized (random) {
        return random.nextLong();
      }
    }
  }
}
