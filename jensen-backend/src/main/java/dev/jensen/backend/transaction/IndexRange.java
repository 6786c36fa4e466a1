package dev.jensen.backend.transaction;

import dev.jensen.value.IndexKey;
import org.jspecify.annotations.Nullable;

/// A run of index keys, from `start` (included) to `end` (excluded).
///
/// @param end the first key past the range, or null when the range has no upper bound
public record IndexRange(IndexKey start, @Nullable IndexKey end) {

  /// Every key.
  public static final IndexRange ALL = new IndexRange(IndexKey.FIRST, null);

  /// Exactly one key.
  static IndexRange point(IndexKey key) {
    return new IndexRange(key, key.next());
  }

  /// Every key that begins with `prefix`.
  static IndexRange prefix(IndexKey prefix) {
    return new IndexRange(prefix, prefix.afterPrefix());
  }

  /// Whether no key can lie in this range.
  boolean isEmpty() {
    return end != null && start.compareTo(end) >= 0;
  }

  /// Whether `key` lies in this range.
  public boolean contains(IndexKey key) {
    return start.compareTo(key) <= 0 && (end == null || key.compareTo(end) < 0);
  }
}
