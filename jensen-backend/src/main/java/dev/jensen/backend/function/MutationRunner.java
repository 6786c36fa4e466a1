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
  }

  /// Runs the mutation; what it wrote is committed unless it failed.
  ///
  /// @throws RefusedCallException if the caller may not call it, or not so
  /// @throws TooManyConflictsException if every attempt lost to other writers
  Committed run(FunctionCall call, FunctionPath path, MutationCompanion companion) {
    Access.check(deployedCode.at(database.latest()), path, call);
    var argument = CallArguments.of(path, call.arguments());
    return gate.pass(() -> runUntilCommitted(call, path, argument, companion));
  }

  /// A mutation that is over.
  ///
  /// @param timestamp of its commit, or null if it failed
  record Committed(Attempt attempt, @Nullable Timestamp timestamp) {}

  private Committed runUntilCommitted(
      FunctionCall call, FunctionPath path, Value.Obj argument, MutationCompanion companion) {
    try (var place = database.conflictQueue().enter(path)) {
      var tried = attempt(call, path, argument, companion);
      for (int losses = 1; tried.lostOver() != null; losses++) {
        if (losses > RETRIES_MAX) {
          throw new TooManyConflictsException(message(tried.lostOver()));
        }
        backOff(losses);
        place.lost(tried.lostOver());
        tried = attempt(call, path, argument, companion);
      }
      return new Committed(tried.attempt(), tried.timestamp());
    }
  }

  /// One attempt, over.
  ///
  /// @param timestamp of the commit, or null if there was none
  /// @param lostOver the table that somebody else wrote to, or null if it needs no other attempt
  private record Tried(Attempt attempt, @Nullable Timestamp timestamp, @Nullable String lostOver) {}

  private Tried attempt(
      FunctionCall call, FunctionPath path, Value.Obj argument, MutationCompanion companion) {
    try (var transaction = database.begin()) {
      var instead = companion.begin(transaction);
      if (instead != null) {
        var attempt = new Attempt(instead.result(), Duration.ZERO, false, false);
        return new Tried(attempt, instead.timestamp(), null);
      }
      var deployed = deployedCode.in(transaction);
      var function = Access.check(deployed, path, call);
      var scope = ExecutionScope.of(world, transaction, deployed, function, call);
      var attempt = executor.run(scope, argument);
      return switch (attempt.result()) {
        case FunctionResult.Failure _ -> new Tried(attempt, null, null);
        case FunctionResult.Success success -> {
          companion.succeeded(transaction, success);
          yield commit(transaction, attempt);
        }
      };
    }
  }

  private Tried commit(Transaction transaction, Attempt attempt) {
    var event = new CommitEvent();
    event.begin();
    try {
      return switch (database.commit(transaction)) {
        case CommitOutcome.Committed(var timestamp) ->
            new Tried(attempt.committedAt(timestamp), timestamp, null);
        case CommitOutcome.Conflict(var table, _) -> new Tried(attempt, null, table);
      };
    } catch (TooManyWritesException e) {
      throw new OverloadedException(e.code(), String.valueOf(e.getMessage()));
    } finally {
      event.commit();
    }
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
