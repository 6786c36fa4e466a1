package dev.jensen.backend.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/// The real world with a wall clock that begins at any time and can be put forward: it goes on from
/// where it was put.
///
/// What measures durations and waits for them stays real, so that nothing takes longer than it may.
public final class MovableWorld extends SystemWorld {

  private final AtomicReference<Duration> ahead;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /// Begins at the real time.
  public MovableWorld() {
    ahead = new AtomicReference<>(Duration.ZERO);
  }

  /// Begins at `start`, which may be long ago.
  public MovableWorld(Instant start) {
    ahead = new AtomicReference<>(Duration.between(super.now(), start));
  }

  /// Puts the clock forward to `time`, unless it is later already.
  public void moveTo(Instant time) {
    ahead.accumulateAndGet(
        Duration.between(super.now(), time),
        (now, wanted) -> now.compareTo(wanted) < 0 ? wanted : now);
    listeners.forEach(Runnable::run);
  }

  @Override
  public void listen(Runnable jumped) {
    listeners.add(jumped);
  }

  @Override
  public Instant now() {
    return super.now().plus(ahead.get());
  }
}
