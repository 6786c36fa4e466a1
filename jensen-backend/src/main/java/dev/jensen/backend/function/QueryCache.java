package dev.jensen.backend.function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Results of queries, served again until a commit touches what they were computed from
/// (`spec/function-runtime.md` §14.3).
///
/// A result that did not look at who called is served to everybody, any other only to the same
/// caller. Whether somebody may call at all is not decided here.
///
/// Thread-safe.
final class QueryCache {

  private static final int ENTRY_BYTES = 1000;
  private static final int RANGE_BYTES = 200;

  /// What a decoded value takes in memory, compared to its size.
  private static final int WEIGHT_FACTOR = 3;

  private final World world;
  private final Database database;
  private final Limits limits;
  private final Cache<Key, Entry> entries;

  /// What a result answers.
  ///
  /// @param journal what the former run remembered, or null
  /// @param identity null if anybody gets it
  record Key(
      FunctionPath path,
      Value.Obj argument,
      @Nullable String journal,
      @Nullable Identity identity) {

    Key forAnybody() {
      return new Key(path, argument, journal, null);
    }

    Key after(@Nullable String newJournal) {
      return new Key(path, argument, newJournal, identity);
    }
  }

  private static final class Entry {

    private final QueryOutcome outcome;

    /// Up to when the result is known to hold.
    private volatile Timestamp holdsUntil;

    Entry(QueryOutcome outcome) {
      this.outcome = outcome;
      this.holdsUntil = outcome.at();
    }
  }

  QueryCache(World world, Database database, Limits limits) {
    this.world = world;
    this.database = database;
    this.limits = limits;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(limits.cacheBytes())
            .weigher(QueryCache::weight)
            .executor(Runnable::run)
            .build();
  }

  private static int weight(Key key, Entry entry) {
    long ranges = entry.outcome.reads().ranges().values().stream().mapToLong(List::size).sum();
    long result =
        entry.outcome.result() instanceof FunctionResult.Success(var value, _) ? value.size() : 0;
    long bytes =
        ENTRY_BYTES + RANGE_BYTES * ranges + WEIGHT_FACTOR * (result + key.argument().size());
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /// A result that holds at `timestamp`, or null.
  @Nullable QueryOutcome find(Key key, Timestamp timestamp) {
    var forAnybody = findExactly(key.forAnybody(), timestamp);
    return forAnybody == null ? findExactly(key, timestamp) : forAnybody;
  }

  private @Nullable QueryOutcome findExactly(Key key, Timestamp timestamp) {
    var entry = entries.getIfPresent(key);
    if (entry == null) {
      return null;
    }
    if (timestamp.compareTo(entry.outcome.at()) < 0) {
      return held(entry.outcome, timestamp) ? entry.outcome : null;
    }
    if (!holds(entry, timestamp)) {
      entries.asMap().remove(key, entry);
      return null;
    }
    return entry.outcome;
  }

  private boolean holds(Entry entry, Timestamp timestamp) {
    if (entry.outcome.isExpired(world.now(), limits.timedResultAge())) {
      return false;
    }
    var known = entry.holdsUntil;
    if (timestamp.compareTo(known) <= 0) {
      return true;
    }
    if (!database.unchanged(entry.outcome.reads(), known, timestamp)) {
      return false;
    }
    entry.holdsUntil = timestamp;
    return true;
  }

  /// Whether `outcome`, computed at an earlier or later snapshot, also holds at `timestamp`.
  boolean holds(QueryOutcome outcome, Timestamp timestamp) {
    return timestamp.compareTo(outcome.at()) < 0
        ? held(outcome, timestamp)
        : database.unchanged(outcome.reads(), outcome.at(), timestamp);
  }

  private boolean held(QueryOutcome outcome, Timestamp before) {
    return database.unchanged(outcome.reads(), before, outcome.at());
  }

  /// Keeps `outcome`, unless it is a failure: for the journal it was given, and for the one it
  /// left.
  void put(Key key, QueryOutcome outcome) {
    if (outcome.result() instanceof FunctionResult.Success) {
      var kept = outcome.attempt().observedIdentity() ? key : key.forAnybody();
      var entry = new Entry(outcome);
      entries.put(kept, entry);
      entries.put(kept.after(outcome.journal()), entry);
    }
  }
}
