package dev.jensen.backend.sync;

import dev.jensen.backend.subscription.Subscriptions;
import dev.jensen.backend.sync.ClientMessage.Add;
import dev.jensen.backend.sync.ClientMessage.Modification;
import dev.jensen.backend.sync.ClientMessage.Remove;
import dev.jensen.backend.sync.ServerMessages.Change;
import dev.jensen.backend.sync.ServerMessages.Version;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// The queries that one client wants to hear of.
///
/// Used by the session's thread only.
final class QuerySet implements AutoCloseable {

  private static final int QUERIES_MAX = 10_000;

  /// Of all arguments together, which are kept as long as the client is there.
  private static final long BYTES_MAX = 64 << 20;

  private final Subscriptions subscriptions;
  private final Runnable touched;
  private final TreeMap<Long, Interest> interests = new TreeMap<>();
  private final TreeSet<Long> removed = new TreeSet<>();
  private long bytes;

  /// @param touched called when a commit makes a result stale
  QuerySet(Subscriptions subscriptions, Runnable touched) {
    this.subscriptions = subscriptions;
    this.touched = touched;
  }

  /// Changes what the client wants to hear of.
  ///
  /// @throws MalformedMessageException if that is more than anybody may
  void modify(List<Modification> modifications) {
    for (var modification : modifications) {
      switch (modification) {
        case Add add -> {
          forget(add.query());
          var interest = new Interest(add);
          bytes += interest.bytes();
          interests.put(add.query(), interest);
        }
        case Remove(var query) -> {
          forget(query);
          removed.add(query);
        }
      }
    }
    if (interests.size() > QUERIES_MAX) {
      throw new MalformedMessageException(
          "a client may subscribe to at most %d queries at once".formatted(QUERIES_MAX));
    }
    if (bytes > BYTES_MAX) {
      throw new MalformedMessageException(
          "the arguments of a client's queries may take at most %d bytes together"
              .formatted(BYTES_MAX));
    }
  }

  private void forget(long query) {
    var former = interests.remove(query);
    if (former != null) {
      bytes -= former.bytes();
      former.forget();
    }
  }

  /// Makes every query run again: somebody else asks.
  void forgetResults() {
    interests.values().forEach(Interest::forget);
  }

  /// Whether the client may not know a result at `snapshot`.
  boolean isStale(Timestamp snapshot) {
    return interests.values().stream().anyMatch(interest -> interest.isStale(snapshot));
  }

  /// What must be run so that the client knows all results at `end`, and what else it must be told.
  Update begin(Version end) {
    var runs = new ArrayList<Update.Run>();
    interests.forEach((query, interest) -> {
      if (interest.isStale(end.timestamp())) {
        runs.add(new Update.Run(query, interest, interest.journal()));
      }
    });
    var gone = removed.stream().filter(query -> !interests.containsKey(query)).toList();
    removed.clear();
    return new Update(end, runs, gone);
  }

  /// What the client must be told after `update` ran, ordered by query.
  ///
  /// @param isCurrent whether the same caller still asks
  Collection<Change> finish(Update update, boolean isCurrent) {
    var changes = new TreeMap<Long, Change>();
    update.gone().forEach(query -> changes.put(query, new Change.Removed(query)));
    for (var run : update.runs()) {
      var interest = run.interest();
      if (interests.get(run.query()) == interest && isNews(run, update, isCurrent)) {
        changes.put(run.query(), new Change.Updated(run.query(), run.answer().text()));
      }
    }
    return changes.values();
  }

  private boolean isNews(Update.Run run, Update update, boolean isCurrent) {
    var answer = run.answer();
    var subscription =
        isCurrent
            ? subscriptions.subscribe(answer.reads(), update.end().timestamp(), touched)
            : null;
    return run.interest().note(answer.digest(), answer.journal(), subscription);
  }

  /// Loses interest in everything.
  @Override
  public void close() {
    forgetResults();
    interests.clear();
  }
}
