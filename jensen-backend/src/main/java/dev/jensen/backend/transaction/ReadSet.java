package dev.jensen.backend.transaction;

import dev.jensen.backend.index.IndexId;
import dev.jensen.value.IndexKey;
import java.util.List;
import java.util.Map;

/// Everything a transaction read, as index ranges, so that a later write can be seen to touch it.
///
/// Immutable.
public record ReadSet(Map<IndexId, List<IndexRange>> ranges) {

  /// Nothing was read.
  public static final ReadSet EMPTY = new ReadSet(Map.of());

  public ReadSet {
    ranges = Map.copyOf(ranges);
  }

  /// Whether a write at `key` would change what was read.
  ///
  /// An empty range counts too: reading "no rows here" must conflict with a row appearing here.
  public boolean overlaps(IndexId index, IndexKey key) {
    return ranges.getOrDefault(index, List.of()).stream().anyMatch(range -> range.contains(key));
  }
}
