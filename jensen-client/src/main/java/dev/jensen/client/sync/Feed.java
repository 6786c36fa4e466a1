package dev.jensen.client.sync;

import dev.jensen.client.wire.FunctionOutcome;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One subscriber of a query.
///
/// It holds the newest outcome only: who is slow, or has not asked, skips those between, never the
/// last one. Outcomes that say the same as the one before are left out.
public final class Feed {

  private final Delivery delivery;
  private final Receiver receiver;
  private final AtomicReference<@Nullable FunctionOutcome> newest = new AtomicReference<>();
  private final AtomicLong demand = new AtomicLong();
  private final AtomicBoolean isScheduled = new AtomicBoolean();
  private final AtomicBoolean isOver = new AtomicBoolean();

  /// Owned by the delivery's thread.
  private @Nullable FunctionOutcome delivered;

  /// Who is told; always on the delivery's thread.
  public interface Receiver {

    /// The query has a new outcome.
    void receive(FunctionOutcome outcome);

    /// There will be no more.
    ///
    /// @param failure null if the client was closed
    void end(@Nullable LostException failure);
  }

  Feed(Delivery delivery, Receiver receiver) {
    this.delivery = delivery;
    this.receiver = receiver;
  }

  /// Takes up to `more` further outcomes.
  public void request(long more) {
    demand.accumulateAndGet(more, (now, added) -> now + added < 0 ? Long.MAX_VALUE : now + added);
    schedule();
  }

  void offer(FunctionOutcome outcome) {
    newest.set(outcome);
    schedule();
  }

  private void schedule() {
    if (isScheduled.compareAndSet(false, true)) {
      delivery.execute(this::deliver);
    }
  }

  private void deliver() {
    isScheduled.set(false);
    if (isOver.get() || demand.get() == 0) {
      return;
    }
    var outcome = newest.getAndSet(null);
    if (outcome != null && (delivered == null || !outcome.says(delivered))) {
      delivered = outcome;
      demand.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
      receiver.receive(outcome);
    }
  }

  /// Tells nothing more.
  void mute() {
    isOver.set(true);
  }

  boolean isOver() {
    return isOver.get();
  }

  void end(@Nullable LostException failure) {
    finish(() -> receiver.end(failure));
  }

  /// Tells nothing more but this, where the receiver is told.
  public void finish(Runnable last) {
    delivery.execute(() -> {
      if (isOver.compareAndSet(false, true)) {
        last.run();
      }
    });
  }
}
