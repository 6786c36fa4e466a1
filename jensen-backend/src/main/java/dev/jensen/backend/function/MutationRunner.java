package dev.jensen.backend.function;

import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.TooManyWritesException;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
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
  private final DeployedCode deployedCode;
  private final FunctionExecutor executor;
  private final Gate gate;
  private final ConflictQueue conflicts = new ConflictQueue();

  MutationRunner(
      World world,
      Database database,
      DeployedCode deployedCode,
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
  Attempt run(FunctionCall call, FunctionPath path) {
    Access.check(deployedCode.at(database.latest()), path, call);
    var argument = CallArguments.of(path, call.arguments());
    return gate.pass(() -> runUntilCommitted(call, path, argument));
  }

  private Attempt runUntilCommitted(FunctionCall call, FunctionPath path, Value.Obj argument) {
    try (var place = conflicts.enter(path)) {
      var tried = attempt(call, path, argument);
      for (int losses = 1; tried.lostOver() != null; losses++) {
        if (losses > RETRIES_MAX) {
          throw new TooManyConflictsException(message(tried.lostOver()));
        }
        backOff(losses);
        place.lost(tried.lostOver());
        tried = attempt(call, path, argument);
      }
      return tried.attempt();
    }
  }

  /// One attempt, over.
  ///
  /// @param lostOver the table that somebody else wrote to, or null if it needs no other attempt
  private record Tried(Attempt attempt, @Nullable String lostOver) {}

  private Tried attempt(FunctionCall call, FunctionPath path, Value.Obj argument) {
    try (var transaction = database.begin()) {
      var deployed = deployedCode.in(transaction);
      var function = Access.check(deployed, path, call);
      var scope = ExecutionScope.of(world, transaction, deployed, function, call);
      var attempt = executor.run(scope, argument);
      return switch (attempt.result()) {
        case FunctionResult.Failure _ -> new Tried(attempt, null);
        case FunctionResult.Success _ -> new Tried(attempt, commit(transaction));
      };
    }
  }

  private @Nullable String commit(Transaction transaction) {
    var event = new CommitEvent();
    event.begin();
    try {
      return switch (database.commit(transaction)) {
        case CommitOutcome.Committed _ -> null;
        case CommitOutcome.Conflict(var table, _) -> table;
      };
    } catch (TooManyWritesException e) {
      throw new OverloadedException(e.code(), String.valueOf(e.getMessage()));
    } finally {
      event.commit();
    }
  }

  /// The first retries go at once, because [ConflictQueue] keeps their rivals away; who loses all
  /// the same has rivals that the queue does not know, and waits for them to stop.
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
