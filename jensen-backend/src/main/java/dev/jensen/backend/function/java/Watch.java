package dev.jensen.backend.function.java;

import dev.jensen.backend.world.InterruptedSleepException;
import dev.jensen.backend.world.World;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Interrupts functions that run for too long.
///
/// Thread-safe.
final class Watch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final Duration TICK = Duration.ofMillis(50);

  /// How long a function has run that obviously does not end when it is interrupted.
  private static final Duration STUBBORN = Duration.ofSeconds(10);

  private final World world;
  private final Set<Run> running = ConcurrentHashMap.newKeySet();
  private final Set<Run> reported = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  Watch(World world) {
    this.world = world;
    this.thread = world.startPlatform("java-functions-watch", this::watch);
  }

  void begin(Run run) {
    running.add(run);
  }

  void end(Run run) {
    running.remove(run);
    reported.remove(run);
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      running.forEach(this::look);
      try {
        world.sleep(TICK);
      } catch (InterruptedSleepException e) {
        LOG.debug("nobody is watched any more", e);
        return;
      }
    }
  }

  private void look(Run run) {
    var overdue = run.stopIfOverdue();
    if (overdue != null && overdue.compareTo(STUBBORN) > 0 && reported.add(run)) {
      LOG.error(
          "The function {} has been running for {} s and does not end when it is interrupted. It is"
              + " at:\n{}",
          run.path(),
          overdue.toSeconds(),
          Arrays.stream(run.thread().getStackTrace())
              .map("    at %s"::formatted)
              .collect(Collectors.joining("\n")));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
