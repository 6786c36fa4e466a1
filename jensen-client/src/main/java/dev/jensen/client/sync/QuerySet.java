package dev.jensen.client.sync;

import dev.jensen.client.wire.ClientMessage.ModifyQuerySet;
import dev.jensen.client.wire.ClientMessage.QueryChange;
import dev.jensen.client.wire.ServerMessage.Modification;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which queries are wanted, and what of that the deployment has not been told yet.
///
/// Not here: results ([ServerResults]), subscribers ([SyncClient]).
final class QuerySet {

  private final Map<QueryKey, Query> queries = new LinkedHashMap<>();
  private final Map<Long, Query> byId = new HashMap<>();
  private final Map<Long, QueryChange> untold = new LinkedHashMap<>();
  private final Set<Long> unreported = new HashSet<>();
  private long nextId;
  private long version;
  private boolean isTold;

  private static final class Query {

    private final long id;
    private final QueryKey key;
    private int subscribers;
    private @Nullable String journal;

    Query(long id, QueryKey key) {
      this.id = id;
      this.key = key;
    }

    QueryChange.Add add() {
      return new QueryChange.Add(id, key.path(), key.arguments(), journal);
    }
  }

  /// One more wants this query.
  void add(QueryKey key) {
    var query = queries.get(key);
    if (query == null) {
      query = new Query(nextId++, key);
      queries.put(key, query);
      byId.put(query.id, query);
      untold.put(query.id, query.add());
    }
    query.subscribers++;
  }

  /// One fewer wants it.
  ///
  /// @return whether nobody does now
  boolean remove(QueryKey key) {
    var query = queries.get(key);
    if (query == null || --query.subscribers > 0) {
      return false;
    }
    queries.remove(key);
    byId.remove(query.id);
    unreported.remove(query.id);
    if (untold.remove(query.id) == null) {
      untold.put(query.id, new QueryChange.Remove(query.id));
    }
    return true;
  }

  /// The query of this number; null if nobody wants it any more.
  @Nullable QueryKey key(long id) {
    var query = byId.get(id);
    return query == null ? null : query.key;
  }

  /// A new socket knows nothing yet.
  void restart() {
    version = 0;
    isTold = false;
    untold.clear();
    unreported.clear();
    for (var query : queries.values()) {
      untold.put(query.id, query.add());
      unreported.add(query.id);
    }
  }

  /// What to tell the deployment now; null for nothing. Something is told on every socket, if only
  /// that there are no queries.
  @Nullable ModifyQuerySet take() {
    if (untold.isEmpty() && isTold) {
      return null;
    }
    var change = new ModifyQuerySet(version++, List.copyOf(untold.values()));
    isTold = true;
    untold.clear();
    return change;
  }

  /// Remembers what a run said for the next socket.
  void apply(Modification modification) {
    unreported.remove(modification.queryId());
    if (modification instanceof Modification.Ran ran) {
      var query = byId.get(ran.queryId());
      if (query != null) {
        query.journal = ran.journal();
      }
    }
  }

  /// Whether every query that this socket began with has been reported.
  boolean isReported() {
    return unreported.isEmpty();
  }
}
