package dev.jensen.backend.function;

import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Remembered;
import dev.jensen.backend.transaction.TooManyWritesException;
import dev.jensen.backend.world.World;
import java.util.function.Function;

/// `ctx.scheduler` in actions: every call is a transaction of its own (`spec/function-runtime.md`
/// §8).
///
/// Thread-safe.
final class ActionScheduling {

  private static final int ATTEMPTS_MAX = 20;

  private final World world;
  private final Database database;
  private final Remembered<Deployed> deployedCode;

  ActionScheduling(World world, Database database, Remembered<Deployed> deployedCode) {
    this.world = world;
    this.database = database;
    this.deployedCode = deployedCode;
  }

  /// `1.0/actions/schedule`.
  ///
  /// @param action what calls
  String schedule(String json, FunctionCall action) {
    return commit(action, calls -> calls.schedule(json));
  }

  /// `1.0/actions/cancel_job`.
  ///
  /// @param action what calls
  String cancel(String json, FunctionCall action) {
    return commit(action, calls -> calls.cancel(json));
  }

  private String commit(FunctionCall action, Function<SchedulingCalls, String> work) {
    for (int i = 0; i < ATTEMPTS_MAX; i++) {
      try (var transaction = database.begin()) {
        var deployed = deployedCode.in(transaction);
        var calls =
            new SchedulingCalls(
                transaction, deployed, world.now(), action.parentJob(), new ScheduledUsage());
        var result = work.apply(calls);
        if (database.commit(transaction) instanceof CommitOutcome.Committed) {
          return result;
        }
      } catch (TooManyWritesException e) {
        throw new OverloadedException(e.code(), String.valueOf(e.getMessage()));
      }
    }
    throw new TooManyConflictsException(
        "The scheduled functions changed on every attempt to change them. See"
            + " https://docs.convex.dev/error#1");
  }
}
