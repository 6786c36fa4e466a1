package dev.jensen.backend.sync;

import dev.jensen.backend.function.CommittedResult;
import dev.jensen.backend.function.DecidedMutation;
import dev.jensen.backend.world.World;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The mutations of one session, in their order: each is run when the one before is decided, and
/// answered when it is durable. So many of them share one sync of the disk.
///
/// Mutations come from one thread.
final class Mutations implements AutoCloseable {

  static final int WAITING_MAX = 1000;

  private final World world;
  private final Semaphore room;
  private final Consumer<Throwable> failed;
  private final BlockingQueue<Next> waiting = new LinkedBlockingQueue<>(WAITING_MAX);

  /// No more than there is room for answers.
  private final BlockingQueue<Outcome> decided = new LinkedBlockingQueue<>();

  private boolean isStarted;
  private volatile boolean isClosed;

  sealed interface Next {}

  /// A mutation to be run.
  ///
  /// @param run runs it until it is decided
  /// @param answer tells its client
  /// @param letGo called once it is answered, or will never be
  record Mutation(Supplier<DecidedMutation> run, Consumer<CommittedResult> answer, Runnable letGo)
      implements Next {}

  private record End() implements Next, Outcome {}

  private sealed interface Outcome {}

  private record Decided(Mutation mutation, DecidedMutation result) implements Outcome {}

  /// What must end the session, once those before are answered.
  private record Failed(Throwable failure) implements Outcome {}

  /// @param room for answers; one place is taken for each mutation that is begun
  /// @param failed told of what must end the session
  Mutations(World world, Semaphore room, Consumer<Throwable> failed) {
    this.world = world;
    this.room = room;
    this.failed = failed;
  }

  /// Has a mutation run after those before it.
  ///
  /// @return whether it will be; too many may wait already
  boolean offer(Mutation mutation) {
    if (!waiting.offer(mutation)) {
      return false;
    }
    if (!isStarted) {
      isStarted = true;
      var _ = world.start("sync-mutations", this::run);
      var _ = world.start("sync-answers", this::answer);
    }
    return true;
  }

  private void run() {
    try {
      while (waiting.take() instanceof Mutation next) {
        run(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      decided.add(new Failed(e));
    } finally {
      decided.add(new End());
    }
  }

  private void run(Mutation mutation) throws InterruptedException {
    boolean isDecided = false;
    try {
      room.acquire();
      if (isClosed) {
        return;
      }
      decided.add(new Decided(mutation, mutation.run().get()));
      isDecided = true;
    } finally {
      if (!isDecided) {
        mutation.letGo().run();
      }
    }
  }

  private void answer() {
    boolean isWanted = true;
    try {
      while (true) {
        switch (decided.take()) {
          case Decided(var mutation, var result) -> {
            if (isWanted) {
              isWanted = answer(mutation, result);
            } else {
              mutation.letGo().run();
            }
          }
          case Failed(var failure) -> failed.accept(failure);
          case End _ -> {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns whether the session goes on.
  private boolean answer(Mutation mutation, DecidedMutation result) {
    try {
      mutation.answer().accept(result.await());
      return true;
    } catch (RuntimeException | Error e) {
      failed.accept(e);
      return false;
    } finally {
      mutation.letGo().run();
    }
  }

  /// Drops the mutations that wait; those that were begun are finished, but nobody hears of them.
  @Override
  public void close() {
    isClosed = true;
    for (var next = waiting.poll(); next instanceof Mutation dropped; next = waiting.poll()) {
      dropped.letGo().run();
    }
    boolean _ = waiting.offer(new End());
  }
}
