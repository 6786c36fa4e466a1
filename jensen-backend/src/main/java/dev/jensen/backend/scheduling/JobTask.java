package dev.jensen.backend.scheduling;

import dev.jensen.backend.function.CommittedResult;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.MutationCompanion;
import dev.jensen.backend.function.ParentJob;
import dev.jensen.backend.model.ScheduledJob;
import dev.jensen.backend.model.ScheduledJob.State;
import dev.jensen.backend.model.ScheduledJobs;
import dev.jensen.backend.transaction.Changes;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs scheduled functions (`spec/values-and-data.md` §11).
///
/// A mutation's own transaction also finishes its job, so it runs exactly once. An action's job is
/// committed as running before the action begins, so it runs at most once: who finds such a job
/// later, which nobody here runs, knows that a server stopped meanwhile.
record JobTask(World world, Changes changes, Calls calls) implements Consumer<InternalId> {

  private static final String GONE = "The scheduled function was canceled before it began.";

  @Override
  public void accept(InternalId id) {
    var job = changes.database().<@Nullable ScheduledJob>read(tx -> ScheduledJobs.find(tx, id));
    if (job == null) {
      return;
    }
    switch (job.state()) {
      case State.Pending _ -> run(job);
      case State.InProgress _ -> finish(job, new State.Failed(Calls.UNKNOWN_END));
      case State.Success _, State.Failed _, State.Canceled _ -> {}
    }
  }

  private void run(ScheduledJob job) {
    boolean isAction = calls.isAction(target(job, false));
    var target = target(job, !isAction);
    if (isAction && !begin(job)) {
      return;
    }
    var outcome = isAction ? calls.act(target) : calls.mutate(target, new Finishing(world, job));
    switch (outcome) {
      case Calls.Outcome.Ran(FunctionResult.Success _) when !isAction -> {}
      case Calls.Outcome.Ran(FunctionResult.Success _) -> finish(job, new State.Success());
      case Calls.Outcome.Ran(FunctionResult.Failure(var message, _, _)) ->
          finish(job, new State.Failed(message.stripTrailing()));
      case Calls.Outcome.Again(var backoff) -> postpone(job, backoff);
    }
  }

  private static Calls.Target target(ScheduledJob job, boolean isMutation) {
    return new Calls.Target(job.name(), job.arguments(), new ParentJob(job.id(), isMutation));
  }

  /// Whether the job still waited, and is seen as running now.
  private boolean begin(ScheduledJob job) {
    return changes.make(transaction -> {
      var current = ScheduledJobs.find(transaction, job.id());
      boolean waits = current != null && current.state() instanceof State.Pending;
      if (current != null && waits) {
        ScheduledJobs.start(transaction, current);
      }
      return waits;
    });
  }

  private void finish(ScheduledJob job, State state) {
    changeUnfinished(
        job.id(), (tx, current) -> ScheduledJobs.finish(tx, current, state, world.now()));
  }

  private void postpone(ScheduledJob job, Backoff backoff) {
    changeUnfinished(
        job.id(),
        (tx, current) -> {
          long attempts = ScheduledJobs.attempts(tx, current);
          ScheduledJobs.postpone(tx, current, backoff.until(world, attempts));
        });
  }

  private interface Change {
    void apply(Transaction transaction, ScheduledJob job);
  }

  private void changeUnfinished(DocumentId id, Change change) {
    changes.<@Nullable Void>make(transaction -> {
      var current = ScheduledJobs.find(transaction, id);
      if (current != null && !current.state().isFinished()) {
        change.apply(transaction, current);
      }
      return null;
    });
  }

  /// Lets a mutation see its job as running, and finishes the job with it.
  private record Finishing(World world, ScheduledJob job) implements MutationCompanion {

    @Override
    public @Nullable CommittedResult begin(Transaction transaction) {
      var current = ScheduledJobs.find(transaction, job.id());
      if (current == null || !(current.state() instanceof State.Pending)) {
        return new CommittedResult(new FunctionResult.Failure(GONE, null, List.of()), null);
      }
      ScheduledJobs.start(transaction, current);
      return null;
    }

    @Override
    public void succeeded(Transaction transaction, FunctionResult.Success result) {
      ScheduledJobs.finish(transaction, job, new State.Success(), world.now());
    }
  }
}
