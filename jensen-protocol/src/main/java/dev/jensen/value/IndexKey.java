package dev.jensen.value;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The encoded fields of one index entry, ordered as unsigned bytes (`spec/values-and-data.md`
/// §3.1, `docs/formats/index-key.md`).
///
/// Immutable. The order of keys is the total order of the values they encode, field by field.
public final class IndexKey implements Comparable<IndexKey> {

  /// The key without fields, before all others.
  public static final IndexKey FIRST = new IndexKey(new byte[0]);

  /// Greater than the first byte of every encoded field.
  private static final byte AFTER_ANY_FIELD = (byte) 0xff;

  private final byte[] bytes;

  /// Copies `bytes`.
  public IndexKey(byte[] bytes) {
    this(bytes.clone(), bytes.length);
  }

  private IndexKey(byte[] owned, int length) {
    this.bytes = owned.length == length ? owned : Arrays.copyOf(owned, length);
  }

  /// The key of `values`, where null stands for undefined.
  public static IndexKey of(List<? extends @Nullable Value> values) {
    var writer = new IndexKeyWriter();
    for (int i = 0; i < values.size(); i++) {
      writer.field(values.get(i));
    }
    return new IndexKey(writer.bytes(), writer.length());
  }

  /// The least upper bound of the keys whose first fields are those of this key, itself included:
  /// greater than all of them, not greater than any other key that is greater than this one.
  ///
  /// This key must hold whole fields. Of its bytes alone nothing can be said: the key of `"a"` is
  /// also the beginning of the key of `"a\0"`.
  public IndexKey afterPrefix() {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    longer[bytes.length] = AFTER_ANY_FIELD;
    return new IndexKey(longer, longer.length);
  }

  /// The smallest key greater than this one: this key and a zero byte.
  public IndexKey next() {
    return new IndexKey(Arrays.copyOf(bytes, bytes.length + 1), bytes.length + 1);
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
  public boolean equals(@Nullable Object other) {
    return other instanceof IndexKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The bytes in hexadecimal.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
