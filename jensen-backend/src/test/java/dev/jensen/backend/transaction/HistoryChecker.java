package dev.jensen.backend.transaction;

import dev.jensen.backend.transaction.History.Entry;
import dev.jensen.wire.Timestamp;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Checks that a history is strictly serializable: that running the committed transactions one
/// after the other, in the order of their timestamps, gives every one of them what it saw, and that
/// this order is that of real time where one ended before another began. Transactions that did not
/// commit must have seen one snapshot too.
final class HistoryChecker {

  private final List<Entry> writers;
  private final History history;

  private HistoryChecker(History history) {
    this.history = history;
    this.writers =
        history.transactions().stream()
            .filter(entry -> entry.committed() != null && !entry.writes().isEmpty())
            .sorted(Comparator.comparing(HistoryChecker::committed))
            .toList();
  }

  private static Timestamp committed(Entry entry) {
    return Objects.requireNonNull(entry.committed());
  }

  /// What is wrong, or null.
  static @Nullable String violation(History history) {
    return new HistoryChecker(history).violation();
  }

  private @Nullable String violation() {
    for (int i = 1; i < writers.size(); i++) {
      if (committed(writers.get(i - 1)).equals(committed(writers.get(i)))) {
        return "one timestamp for %s and %s".formatted(writers.get(i - 1), writers.get(i));
      }
    }
    for (var entry : history.transactions()) {
      var wrong = wrongAt(entry, entry.snapshot(), true);
      if (wrong == null && entry.committed() != null && !entry.writes().isEmpty()) {
        wrong = wrongAt(entry, committed(entry), false);
      }
      if (wrong != null) {
        return wrong;
      }
    }
    return outOfOrder();
  }

  /// What the transaction saw that was not so at `timestamp`.
  private @Nullable String wrongAt(Entry entry, Timestamp timestamp, boolean inclusive) {
    var state = stateAt(timestamp, inclusive);
    for (var read : entry.reads().entrySet()) {
      if (!Objects.equals(state.get(read.getKey()), read.getValue())) {
        return "%s read %s but at %s there was %s"
            .formatted(entry, read, timestamp, state.get(read.getKey()));
      }
    }
    for (var count : entry.counts().entrySet()) {
      long found = state.subMap(count.getKey(), count.getKey() + History.COUNTED).size();
      if (found != count.getValue()) {
        return "%s counted %s but at %s there were %d".formatted(entry, count, timestamp, found);
      }
    }
    return null;
  }

  private NavigableMap<Long, String> stateAt(Timestamp timestamp, boolean inclusive) {
    var state = new TreeMap<Long, String>();
    for (var writer : writers) {
      int order = committed(writer).compareTo(timestamp);
      if (order > 0 || (order == 0 && !inclusive)) {
        break;
      }
      writer
          .writes()
          .forEach((key, value) -> {
            if (value == null) {
              state.remove(key);
            } else {
              state.put(key, value);
            }
          });
    }
    return state;
  }

  private @Nullable String outOfOrder() {
    var inTime =
        history.transactions().stream().sorted(Comparator.comparingLong(Entry::began)).toList();
    var ends =
        history.transactions().stream()
            .filter(entry -> entry.committed() != null)
            .sorted(Comparator.comparingLong(Entry::ended))
            .toList();
    int next = 0;
    @Nullable Entry newest = null;
    for (var entry : inTime) {
      for (; next < ends.size() && ends.get(next).ended() < entry.began(); next++) {
        var ended = ends.get(next);
        if (newest == null || committed(ended).compareTo(committed(newest)) > 0) {
          newest = ended;
        }
      }
      if (newest != null && entry.snapshot().compareTo(committed(newest)) < 0) {
        return "%s began after %s had ended but does not see it".formatted(entry, newest);
      }
    }
    return null;
  }
}
