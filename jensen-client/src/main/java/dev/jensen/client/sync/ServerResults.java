package dev.jensen.client.sync;

import dev.jensen.client.wire.FunctionOutcome;
import dev.jensen.client.wire.ServerMessage.Modification;
import dev.jensen.client.wire.ServerMessage.Transition;
import dev.jensen.client.wire.StateVersion;
import dev.jensen.wire.Timestamp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the deployment has said about the wanted queries.
///
/// After a new socket the old results stay visible until there is news; from then on only those of
/// this socket count.
///
/// Not here: what optimistic updates put in front ([OptimisticResults]).
final class ServerResults {

  private final QuerySet queries;
  private final Map<QueryKey, FunctionOutcome> outcomes = new HashMap<>();
  private StateVersion version = StateVersion.INITIAL;
  private boolean isOld;

  ServerResults(QuerySet queries) {
    this.queries = queries;
  }

  @Nullable FunctionOutcome get(QueryKey key) {
    return outcomes.get(key);
  }

  Map<QueryKey, FunctionOutcome> all() {
    return outcomes;
  }

  Timestamp timestamp() {
    return version.timestamp();
  }

  void restart() {
    version = StateVersion.INITIAL;
    isOld = true;
  }

  /// Nobody wants this query any more.
  void forget(QueryKey key) {
    outcomes.remove(key);
  }

  /// Whether the transition begins where this socket is.
  boolean continues(Transition transition) {
    return transition.start().equals(version);
  }

  /// Applies a transition and says which queries it may have changed.
  Set<QueryKey> apply(Transition transition) {
    var changed = new HashSet<>(dropOld());
    for (var modification : transition.modifications()) {
      var key = queries.key(modification.queryId());
      if (key != null) {
        changed.add(key);
        switch (modification) {
          case Modification.Ran ran -> outcomes.put(key, ran.outcome());
          case Modification.Removed removed -> outcomes.remove(key);
        }
      }
    }
    version = transition.end();
    return changed;
  }

  private Set<QueryKey> dropOld() {
    if (!isOld) {
      return Set.of();
    }
    isOld = false;
    var dropped = Set.copyOf(outcomes.keySet());
    outcomes.clear();
    return dropped;
  }
}
