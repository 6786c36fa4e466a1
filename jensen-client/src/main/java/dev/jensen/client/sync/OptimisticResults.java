package dev.jensen.client.sync;

import dev.jensen.client.wire.FunctionOutcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What subscribers see: the deployment's results, with what mutations that have not ended are
/// expected to make of them in front (`spec/sync-protocol.md` §12).
///
/// Updates run again in order whenever the results below them change, so what they put in front is
/// kept apart and thrown away each time. Costs nothing while there are no updates.
final class OptimisticResults implements LocalStore {

  private final ServerResults results;
  private final Map<Long, Consumer<LocalStore>> updates = new LinkedHashMap<>();
  private Map<QueryKey, Shown> shown = new HashMap<>();

  /// What is in front of a result; nothing is shown if the outcome is null.
  private record Shown(@Nullable FunctionOutcome outcome) {}

  OptimisticResults(ServerResults results) {
    this.results = results;
  }

  @Override
  public @Nullable FunctionOutcome get(QueryKey key) {
    var front = shown.get(key);
    return front == null ? results.get(key) : front.outcome();
  }

  @Override
  public Map<QueryKey, FunctionOutcome> all(String path) {
    String canonical = QueryKey.canonical(path);
    var all = new HashMap<>(results.all());
    shown.forEach((key, front) -> {
      all.remove(key);
      if (front.outcome() != null) {
        all.put(key, front.outcome());
      }
    });
    all.keySet().removeIf(key -> !key.path().equals(canonical));
    return all;
  }

  @Override
  public void set(QueryKey key, @Nullable FunctionOutcome outcome) {
    shown.put(key, new Shown(outcome));
  }

  /// Runs the update of a mutation and says which queries it may have changed.
  Set<QueryKey> add(long requestId, Consumer<LocalStore> update) {
    updates.put(requestId, update);
    return replay();
  }

  /// Forgets the updates of mutations that have ended, runs the others again and says which queries
  /// that may have changed.
  Set<QueryKey> refresh(Set<Long> ended) {
    if (updates.isEmpty()) {
      return Set.of();
    }
    updates.keySet().removeAll(ended);
    return replay();
  }

  private Set<QueryKey> replay() {
    var changed = new HashSet<>(shown.keySet());
    shown = new HashMap<>();
    updates.values().removeIf(update -> !succeeds(update));
    changed.addAll(shown.keySet());
    return changed;
  }

  private boolean succeeds(Consumer<LocalStore> update) {
    var before = new HashMap<>(shown);
    try {
      update.accept(this);
      return true;
    } catch (Throwable e) {
      FailureLog.write(System.Logger.Level.ERROR, "an optimistic update failed and is left out", e);
      shown = before;
      return false;
    }
  }
}
