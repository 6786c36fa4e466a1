package dev.jensen.backend.world;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// The real world: the system's clocks, its secure randomness, threads of this JVM. Others differ
/// from it in a clock only.
public class SystemWorld implements World {

  private final SecureRandom random = new SecureRandom();

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Thread start(String name, Runnable task) {
    return Thread.ofVirtual().name(name).start(task);
  }

  @Override
  public Thread startPlatform(String name, Runnable task) {
    return Thread.ofPlatform().name(name).daemon().start(task);
  }

  @Override
  public void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedSleepException(stopped);
    }
  }
}
