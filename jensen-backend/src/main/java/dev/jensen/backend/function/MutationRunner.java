package dev.jensen.backend.function;

import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Remembered;
import dev.jensen.backend.transaction.TooManyWritesException;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Runs mutations until they commit (`spec/function-runtime.md` §14.1).
///
/// Thread-safe.
final class MutationRunner {

  private static final int RETRIES_MAX = 4;
  private static final int RETRIES_AT_ONCE = 3;
  private static final Duration BACKOFF_FIRST = Duration.ofMillis(100);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(2);

  private final World world;
  private final Database database;
  private final Remembered<Deployed> deployedCode;
  private final FunctionExecutor executor;
  private final Gate gate;
  private final Duration waitMax;

  MutationRunner(
      World world,
      Database database,
      Remembered<Deployed> deployedCode,
      FunctionExecutor executor,
      Limits limits) {
    this.world = world;
    this.database = database;
    this.deployedCode = deployedCode;
    this.executor = executor;
    this.gate = new Gate("mutations", limits.mutations(), limits.waitMax());
    this.waitMax = limits.waitMax();
  }

  /// Runs the mutation until it is decided; what it wrote is committed unless it failed.
  ///
  /// @throws RefusedCallException if the caller may not call it, or not so
  /// @throws TooManyConflictsException if every attempt lost to other writers
  Decided decide(FunctionCall call, FunctionPath path, MutationCompanion companion) {
    Access.check(deployedCode.at(database.latest()), path, call);
    var argument = CallArguments.of(path, call.arguments());
    return gate.pass(() -> runUntilDecided(call, path, argument, companion));
  }

  /// A mutation that is over.
  ///
  /// @param timestamp of its commit, or null if it failed
  record Committed(Attempt attempt, @Nullable Timestamp timestamp) {}

  /// One attempt, over.
  sealed interface Tried {}

  /// @param committed there when it is durable, or, if nothing is to be committed, when what the
  ///   mutation saw is
  record Decided(boolean hasFailed, CompletableFuture<Committed> committed) implements Tried {}

  /// @param table that somebody else wrote to
  private record Lost(String table) implements Tried {}

  /// Too many commits wait for the disk.
  ///
  /// @param seen the snapshot
  private record Crowded(Timestamp seen, TooManyWritesException refusal) implements Tried {}

  private Decided runUntilDecided(
      FunctionCall call, FunctionPath path, Value.Obj argument, MutationCompanion companion) {
    try (var place = database.conflictQueue().enter(path)) {
      long start = world.nanoTime();
      int losses = 0;
      while (true) {
        switch (attempt(call, path, argument, companion)) {
          case Decided decided -> {
            return decided;
          }
          case Lost(var table) -> {
            losses++;
            if (losses > RETRIES_MAX) {
              throw new TooManyConflictsException(message(table));
            }
            backOff(losses);
            place.lost(table);
          }
          case Crowded(var seen, var refusal) -> {
            if (world.nanoTime() - start > waitMax.toNanos()) {
              throw new OverloadedException(refusal.code(), String.valueOf(refusal.getMessage()));
            }
            var _ = database.durable(seen).join();
          }
        }
      }
    }
  }

  private Tried attempt(
      FunctionCall call, FunctionPath path, Value.Obj argument, MutationCompanion companion) {
    try (var transaction = database.beginAhead()) {
      try {
        return attempt(transaction, call, path, argument, companion);
      } catch (RefusedCallException e) {
        database.durable(transaction.begin()).join();
        throw e;
      }
    }
  }

  private Tried attempt(
      Transaction transaction,
      FunctionCall call,
      FunctionPath path,
      Value.Obj argument,
      MutationCompanion companion) {
    var instead = companion.begin(transaction);
    if (instead != null) {
      var attempt = new Attempt(instead.result(), Duration.ZERO, false, false);
      return over(transaction, new Committed(attempt, instead.timestamp()));
    }
    var deployed = deployedCode.in(transaction);
    var function = Access.check(deployed, path, call);
    var scope = ExecutionScope.of(world, transaction, deployed, function, call);
    var attempt = executor.run(scope, argument);
    return switch (attempt.result()) {
      case FunctionResult.Failure _ -> over(transaction, new Committed(attempt, null));
      case FunctionResult.Success success -> {
        companion.succeeded(transaction, success);
        yield commit(transaction, attempt);
      }
    };
  }

  /// What needs no commit is told when what the transaction saw is durable.
  private Tried over(Transaction transaction, Committed result) {
    return new Decided(
        result.timestamp() == null, database.durable(transaction.begin()).thenApply(_ -> result));
  }

  private Tried commit(Transaction transaction, Attempt attempt) {
    var event = new CommitEvent();
    event.begin();
    try {
      var outcome = database.submit(transaction);
      return outcome.state() == Future.State.SUCCESS
              && outcome.resultNow() instanceof CommitOutcome.Conflict(var table, _)
          ? new Lost(table)
          : new Decided(
              false, outcome.thenApply(committed -> committed(event, attempt, committed)));
    } catch (TooManyWritesException e) {
      return new Crowded(transaction.begin(), e);
    }
  }

  private static Committed committed(CommitEvent event, Attempt attempt, CommitOutcome outcome) {
    event.commit();
    return switch (outcome) {
      case CommitOutcome.Committed(var timestamp) ->
          new Committed(attempt.committedAt(timestamp), timestamp);
      case CommitOutcome.Conflict(var table, _) ->
          throw new IllegalStateException("lost over %s after all".formatted(table));
    };
  }

  /// The first retries go at once, because the queue keeps their rivals away; who loses all the
  /// same has rivals that the queue does not know, and waits for them to stop.
  private void backOff(int losses) {
    if (losses > RETRIES_AT_ONCE) {
      var doubled = BACKOFF_FIRST.multipliedBy(1L << (losses - RETRIES_AT_ONCE - 1));
      var longest = doubled.compareTo(BACKOFF_MAX) < 0 ? doubled : BACKOFF_MAX;
      world.sleep(Duration.ofNanos((long) (longest.toNanos() * world.random().nextDouble(0.5, 1))));
    }
  }

  private static String message(String table) {
    return table.startsWith("_")
        ? "Data read or written in this mutation changed while it was being run. See"
            + " https://docs.convex.dev/error#1"
        : ("Documents read from or written to the \"%s\" table changed while this mutation was"
                + " being run and on every subsequent retry. See https://docs.convex.dev/error#1")
            .formatted(table);
  }
}
