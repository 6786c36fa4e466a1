package dev.jensen.backend.transaction;

import dev.jensen.backend.index.IndexId;
import dev.jensen.value.IndexKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything a transaction read, as index ranges, so that a later write can be seen to touch it.
///
/// Immutable.
///
/// @param ranges per index, in order, neither overlapping nor touching; the constructor makes them
///   so
/// @param shared what earlier transactions read to compute something that this one relies on; all
///   who rely on the same share it, because what is deployed is read by everybody
public record ReadSet(Map<IndexId, List<IndexRange>> ranges, List<ReadSet> shared) {

  /// Nothing was read.
  public static final ReadSet EMPTY = new ReadSet(Map.of(), List.of());

  public ReadSet {
    shared = List.copyOf(shared);
    var normal = new HashMap<IndexId, List<IndexRange>>();
    ranges.forEach((index, list) -> normal.put(index, normalized(list)));
    ranges = Map.copyOf(normal);
  }

  private static List<IndexRange> normalized(List<IndexRange> ranges) {
    if (isNormal(ranges)) {
      return List.copyOf(ranges);
    }
    var merged = new ArrayList<IndexRange>();
    ranges.stream()
        .filter(range -> !range.isEmpty())
        .sorted(Comparator.comparing(IndexRange::start))
        .forEach(range -> append(merged, range));
    return List.copyOf(merged);
  }

  private static boolean isNormal(List<IndexRange> ranges) {
    for (int i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).isEmpty() || (i > 0 && reaches(ranges.get(i - 1), ranges.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean reaches(IndexRange range, IndexRange next) {
    var end = range.end();
    return end == null || end.compareTo(next.start()) >= 0;
  }

  private static void append(List<IndexRange> merged, IndexRange range) {
    if (merged.isEmpty() || !reaches(merged.getLast(), range)) {
      merged.add(range);
      return;
    }
    var last = merged.removeLast();
    merged.add(new IndexRange(last.start(), later(last.end(), range.end())));
  }

  private static @Nullable IndexKey later(@Nullable IndexKey a, @Nullable IndexKey b) {
    if (a == null || b == null) {
      return null;
    }
    return a.compareTo(b) >= 0 ? a : b;
  }

  /// Whether a write at `key` would change what was read.
  ///
  /// A range in which nothing was found counts too: reading "no rows here" must conflict with a row
  /// appearing here.
  public boolean overlaps(IndexId index, IndexKey key) {
    return contains(ranges.getOrDefault(index, List.of()), key)
        || shared.stream().anyMatch(reads -> reads.overlaps(index, key));
  }

  /// Whether a write at any of `keys` would change what is in [#ranges]; costs the smaller of the
  /// two numbers times the logarithm of the greater.
  ///
  /// @param keys sorted
  boolean overlapsAny(IndexId index, List<IndexKey> keys) {
    var read = ranges.getOrDefault(index, List.of());
    if (keys.size() < read.size()) {
      for (var key : keys) {
        if (contains(read, key)) {
          return true;
        }
      }
      return false;
    }
    for (var range : read) {
      int found = Collections.binarySearch(keys, range.start());
      int first = found < 0 ? -found - 1 : found;
      if (first < keys.size() && range.contains(keys.get(first))) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(List<IndexRange> ranges, IndexKey key) {
    int low = 0;
    int high = ranges.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ranges.get(middle).start().compareTo(key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > 0 && ranges.get(low - 1).contains(key);
  }
}
