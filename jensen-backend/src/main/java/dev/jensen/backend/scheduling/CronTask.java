package dev.jensen.backend.scheduling;

import dev.jensen.backend.function.CommittedResult;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.MutationCompanion;
import dev.jensen.backend.model.CronJob;
import dev.jensen.backend.model.CronJobs;
import dev.jensen.backend.model.CronRun;
import dev.jensen.backend.transaction.Changes;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.InternalId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs cron jobs (`spec/values-and-data.md` §13): mutations once per run, actions at most once, as
/// [JobTask] does. The next run is planned when one has ended, so a job never overlaps itself and
/// what it missed is left out.
record CronTask(World world, Changes changes, Calls calls) implements Consumer<InternalId> {

  private static final String GONE = "The cron job was changed before it began.";

  @Override
  public void accept(InternalId id) {
    var job = changes.database().<@Nullable CronJob>read(tx -> CronJobs.find(tx, id));
    if (job == null) {
      return;
    }
    var lost = job.running();
    if (lost != null) {
      finish(
          id, run(job, lost, lost, new FunctionResult.Failure(Calls.UNKNOWN_END, null, List.of())));
    } else {
      run(job);
    }
  }

  private void run(CronJob job) {
    var target = new Calls.Target(job.name(), job.arguments(), null);
    boolean isAction = calls.isAction(target);
    if (isAction && !begin(job)) {
      return;
    }
    var started = world.now();
    var outcome =
        isAction ? calls.act(target) : calls.mutate(target, new Finishing(this, job, started));
    switch (outcome) {
      case Calls.Outcome.Ran(FunctionResult.Success _) when !isAction -> {}
      case Calls.Outcome.Ran(var result) -> finish(job.id(), run(job, job.next(), started, result));
      case Calls.Outcome.Again(var backoff) -> postpone(job, backoff);
    }
  }

  private CronRun run(CronJob job, Instant due, Instant started, FunctionResult result) {
    var error =
        result instanceof FunctionResult.Failure(var message, _, _)
            ? message.stripTrailing()
            : null;
    var lines = result.logLines().stream().map(LogLine::toString).toList();
    var duration = Duration.between(started, world.now());
    return new CronRun(job.identifier(), due, started, duration, error, lines);
  }

  /// Whether it is still this run that is due, and is noted as begun now.
  private boolean begin(CronJob job) {
    return changes.make(transaction -> {
      boolean isDue = job.equals(CronJobs.find(transaction, job.id()));
      if (isDue) {
        CronJobs.start(transaction, job);
      }
      return isDue;
    });
  }

  private void finish(InternalId id, CronRun run) {
    changes.<@Nullable Void>make(transaction -> {
      var current = CronJobs.find(transaction, id);
      if (current != null) {
        CronJobs.finish(transaction, current, run, world.now());
      }
      return null;
    });
  }

  private void postpone(CronJob job, Backoff backoff) {
    changes.<@Nullable Void>make(transaction -> {
      var current = CronJobs.find(transaction, job.id());
      if (current != null && current.next().equals(job.next())) {
        CronJobs.postpone(transaction, current, backoff.until(world, current.attempts()));
      }
      return null;
    });
  }

  /// Plans a mutation's next run with it.
  private record Finishing(CronTask task, CronJob job, Instant started)
      implements MutationCompanion {

    @Override
    public @Nullable CommittedResult begin(Transaction transaction) {
      return Objects.equals(job, CronJobs.find(transaction, job.id()))
          ? null
          : new CommittedResult(new FunctionResult.Failure(GONE, null, List.of()), null);
    }

    @Override
    public void succeeded(Transaction transaction, FunctionResult.Success result) {
      var run = task.run(job, job.next(), started, result);
      CronJobs.finish(transaction, job, run, task.world().now());
    }
  }
}
