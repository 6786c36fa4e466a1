package dev.jensen.value;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The encoded fields of one index entry, ordered as unsigned bytes (`spec/values-and-data.md`
/// §3.1).
///
/// Immutable. The order of keys is the total order of the values they encode, field by field.
public final class IndexKey implements Comparable<IndexKey> {

  private final byte[] bytes;

  /// Copies `bytes`.
  public IndexKey(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /// The key of `values`, where null stands for undefined.
  public static IndexKey of(List<@Nullable Value> values) {
    throw new UnsupportedOperationException("not written yet");
  }

  /// The smallest key that is greater than every key starting with this one, or null if there is
  /// none.
  public @Nullable IndexKey afterPrefix() {
    throw new UnsupportedOperationException("not written yet");
  }

  /// The smallest key greater than this one: this key and a zero byte.
  public IndexKey next() {
    return new IndexKey(Arrays.copyOf(bytes, bytes.length + 1));
  }

  /// A copy of the bytes.
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public int compareTo(IndexKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IndexKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
