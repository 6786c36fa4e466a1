package dev.jensen.backend.function;

import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.LimitExceededException;
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
import java.util.function.Supplier;
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
    var asked = asked(call, path);
    var known = cache.find(asked.key(), asked.timestamp());
    return known == null ? share(asked) : new Answer(known, true);
  }

  /// As [#run], without waiting: what nobody runs yet is run on another thread.
  CompletableFuture<Answer> later(FunctionCall call, FunctionPath path) {
    var asked = asked(call, path);
    var known = cache.find(asked.key(), asked.timestamp());
    if (known != null) {
      return CompletableFuture.completedFuture(new Answer(known, true));
    }
    var flight = flight(asked.key());
    var mine = new CompletableFuture<QueryOutcome>();
    var others = running.putIfAbsent(flight, mine);
    return others == null
        ? elsewhere(() -> lead(flight, mine, asked))
        : others.thenCompose(outcome ->
            answers(outcome, flight, asked)
                ? CompletableFuture.completedFuture(new Answer(outcome, true))
                : elsewhere(() -> share(asked)));
  }

  private CompletableFuture<Answer> elsewhere(Supplier<Answer> work) {
    var answer = new CompletableFuture<Answer>();
    var _ =
        world.start(
            "query",
            () -> {
              try {
                answer.complete(work.get());
              } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  /// A call that may be made.
  private record Asked(FunctionCall call, QueryCache.Key key, Timestamp timestamp) {}

  private Asked asked(FunctionCall call, FunctionPath path) {
    var timestamp = call.at() == null ? database.latest() : call.at();
    if (path.isSystem()) {
      Access.checkSystem(path, call);
    } else {
      Access.check(deployedAt(timestamp), path, call);
    }
    var argument = CallArguments.of(path, call.arguments());
    var key = new QueryCache.Key(path, argument, call.journal(), call.identity());
    return new Asked(call, key, timestamp);
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
  private Answer share(Asked asked) {
    while (true) {
      var flight = flight(asked.key());
      var mine = new CompletableFuture<QueryOutcome>();
      var others = running.putIfAbsent(flight, mine);
      if (others == null) {
        return lead(flight, mine, asked);
      }
      var outcome = result(others);
      if (answers(outcome, flight, asked)) {
        return new Answer(outcome, true);
      }
    }
  }

  /// What looks at nobody is run once for everybody.
  private QueryCache.Key flight(QueryCache.Key key) {
    return personal.contains(key.path()) ? key : key.forAnybody();
  }

  /// Whether what `flight` came to is for who asks. Whoever asks for a snapshot gets what holds
  /// there, others may get what is newer.
  private boolean answers(QueryOutcome outcome, QueryCache.Key flight, Asked asked) {
    boolean isForAsker = !outcome.attempt().observedIdentity() || flight.equals(asked.key());
    boolean isNewer = asked.call().at() == null && asked.timestamp().compareTo(outcome.at()) <= 0;
    return isForAsker && (isNewer || cache.holds(outcome, asked.timestamp()));
  }

  private Answer lead(
      QueryCache.Key flight, CompletableFuture<QueryOutcome> followers, Asked asked) {
    try {
      var answer =
          gate.pass(() -> {
            // Somebody else may have finished since it was looked for.
            var known = cache.find(asked.key(), asked.timestamp());
            return known == null
                ? new Answer(execute(asked.call(), asked.key()), false)
                : new Answer(known, true);
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
      throw Failures.cause(e);
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
      var journal = scope.nextPageEnd(attempt.result());
      return new QueryOutcome(attempt, transaction.readSet(), transaction.begin(), journal, ran);
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
    } catch (SystemQueries.InvalidArgumentException | LimitExceededException e) {
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
