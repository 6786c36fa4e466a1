package dev.jensen.backend.function;

import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Remembered;
import dev.jensen.backend.transaction.SnapshotUnavailableException;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Runs queries, or finds that somebody just did.
///
/// Thread-safe.
final class QueryRunner {

  private final World world;
  private final Database database;
  private final Remembered<Deployed> deployedCode;
  private final FunctionExecutor executor;
  private final SystemQueries systemQueries;
  private final QueryCache cache;
  private final Gate gate;
  private final ConcurrentHashMap<QueryCache.Key, CompletableFuture<QueryOutcome>> running =
      new ConcurrentHashMap<>();

  /// Deployed queries that once looked at who called.
  private final Set<FunctionPath> personal = ConcurrentHashMap.newKeySet();

  QueryRunner(
      World world,
      Database database,
      Remembered<Deployed> deployedCode,
      FunctionExecutor executor,
      SystemQueries systemQueries,
      Limits limits) {
    this.world = world;
    this.systemQueries = systemQueries;
    this.database = database;
    this.deployedCode = deployedCode;
    this.executor = executor;
    this.cache = new QueryCache(world, database, limits);
    this.gate = new Gate("queries", limits.queries(), limits.waitMax());
  }

  /// A query's result, and whether it was computed for an earlier call.
  record Answer(QueryOutcome outcome, boolean cached) {}

  /// Answers a call at the snapshot it asks for, or at the newest one.
  ///
  /// @throws RefusedCallException if the caller may not call it, or not so
  Answer run(FunctionCall call, FunctionPath path) {
    var timestamp = call.at() == null ? database.latest() : call.at();
    if (path.isSystem()) {
      Access.checkSystem(path, call);
    } else {
      Access.check(deployedAt(timestamp), path, call);
    }
    var argument = CallArguments.of(path, call.arguments());
    var key = new QueryCache.Key(path, argument, call.journal(), call.identity());
    var known = cache.find(key, timestamp);
    return known == null ? share(call, key, timestamp) : new Answer(known, true);
  }

  private Deployed deployedAt(Timestamp timestamp) {
    try {
      return deployedCode.at(timestamp);
    } catch (SnapshotUnavailableException e) {
      throw notReadable(timestamp, e);
    }
  }

  private SnapshotNotReadableException notReadable(
      Timestamp timestamp, SnapshotUnavailableException e) {
    return new SnapshotNotReadableException(timestamp.compareTo(database.latest()) > 0, e);
  }

  /// Waits for an execution of the same query that is under way, if its result will do, or runs it.
  private Answer share(FunctionCall call, QueryCache.Key key, Timestamp timestamp) {
    while (true) {
      // What looks at nobody is run once for everybody.
      var flight = personal.contains(key.path()) ? key : key.forAnybody();
      var mine = new CompletableFuture<QueryOutcome>();
      var others = running.putIfAbsent(flight, mine);
      if (others == null) {
        return lead(flight, mine, call, key, timestamp);
      }
      var outcome = result(others);
      if (isFor(key, flight, outcome) && isAnswer(outcome, call, timestamp)) {
        return new Answer(outcome, true);
      }
    }
  }

  private static boolean isFor(QueryCache.Key key, QueryCache.Key flight, QueryOutcome outcome) {
    return !outcome.attempt().observedIdentity() || flight.equals(key);
  }

  /// Whoever asks for a snapshot gets what holds there, others may get what is newer.
  private boolean isAnswer(QueryOutcome outcome, FunctionCall call, Timestamp timestamp) {
    return (call.at() == null && timestamp.compareTo(outcome.at()) <= 0)
        || cache.holds(outcome, timestamp);
  }

  private Answer lead(
      QueryCache.Key flight,
      CompletableFuture<QueryOutcome> followers,
      FunctionCall call,
      QueryCache.Key key,
      Timestamp timestamp) {
    try {
      var answer =
          gate.pass(() -> {
            // Somebody else may have finished since it was looked for.
            var known = cache.find(key, timestamp);
            return known == null ? new Answer(execute(call, key), false) : new Answer(known, true);
          });
      followers.complete(answer.outcome());
      return answer;
    } catch (RuntimeException | Error e) {
      followers.completeExceptionally(e);
      throw e;
    } finally {
      running.remove(flight, followers);
    }
  }

  private static QueryOutcome result(CompletableFuture<QueryOutcome> execution) {
    try {
      return execution.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private QueryOutcome execute(FunctionCall call, QueryCache.Key key) {
    var outcome = executeNow(call, key.path(), key.argument());
    if (outcome.attempt().observedIdentity()) {
      personal.add(key.path());
    }
    cache.put(key, outcome);
    return outcome;
  }

  private QueryOutcome executeNow(FunctionCall call, FunctionPath path, Value.Obj argument) {
    var ran = world.now();
    try (var transaction = begin(call.at())) {
      if (path.isSystem()) {
        var attempt = system(call, path, transaction, argument);
        return new QueryOutcome(attempt, transaction.readSet(), transaction.begin(), null, ran);
      }
      var deployed = deployedCode.in(transaction);
      var function = Access.check(deployed, path, call);
      var scope = ExecutionScope.of(world, transaction, deployed, function, call);
      var attempt = executor.run(scope, argument);
      return new QueryOutcome(
          attempt, transaction.readSet(), transaction.begin(), scope.pageEnd(), ran);
    }
  }

  private Attempt system(
      FunctionCall call, FunctionPath path, Transaction transaction, Value.Obj argument) {
    try {
      var value = systemQueries.run(path.stripped(), transaction, argument);
      if (value == null) {
        throw Access.missing(path, call);
      }
      var result = new FunctionResult.Success(value, List.of());
      return new Attempt(result, Duration.ZERO, false, false);
    } catch (SystemQueries.InvalidArgumentException e) {
      throw new RefusedCallException(String.valueOf(e.getMessage()));
    }
  }

  private Transaction begin(@Nullable Timestamp at) {
    if (at == null) {
      return database.begin();
    }
    try {
      return database.beginAt(at);
    } catch (SnapshotUnavailableException e) {
      throw notReadable(at, e);
    }
  }
}
