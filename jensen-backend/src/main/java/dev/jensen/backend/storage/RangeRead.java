package dev.jensen.backend.storage;

import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which rows of an index to read.
///
/// @param start included
/// @param end excluded, or null for no upper bound
/// @param descending whether the greatest key comes first
/// @param at rows written later are not seen
/// @param limit at least 1
public record RangeRead(
    UUID index,
    IndexKey start,
    @Nullable IndexKey end,
    boolean descending,
    Timestamp at,
    int limit) {

  public RangeRead {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit);
    }
  }

  RangeRead withLimit(int other) {
    return new RangeRead(index, start, end, descending, at, other);
  }

  byte[] lowerBound() {
    return RowFormat.bound(index, start);
  }

  byte[] upperBound() {
    return end == null ? RowFormat.end(index) : RowFormat.bound(index, end);
  }

  /// Whether only one key can be in the range.
  boolean isPoint() {
    return end != null && end.equals(start.next());
  }

  /// Whether no key can be in the range.
  boolean isEmpty() {
    return end != null && start.compareTo(end) >= 0;
  }
}
