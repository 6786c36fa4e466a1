package dev.jensen.backend.storage;

import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Index rows as bytes (`docs/formats/storage.md`): the index's id, the key, the inverted
/// timestamp, so that the newest row of a key comes first.
///
/// The key is escaped and terminated (a zero byte becomes `00 FF`, the end is `00 00`), so that
/// rows are in the order of their keys even where one key is the beginning of another.
final class RowFormat {

  static final int INDEX_BYTES = 2 * Long.BYTES;
  static final int TIMESTAMP_BYTES = Long.BYTES;
  static final int TERMINATOR_BYTES = 2;

  /// How much of a `by_id` row names the document, with the ids of all but thousands of tables.
  /// Files, and rows that are in none yet, have filters for it; where it is too short or too long,
  /// they only filter less.
  static final int DOCUMENT_PREFIX_BYTES = INDEX_BYTES + 35 + TERMINATOR_BYTES;

  private static final byte ESCAPE = (byte) 0xff;

  private static final byte[] TOMBSTONE = {0};
  private static final byte[] LIVE = {1};
  private static final byte LIVE_WITH_DOCUMENT = 2;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private RowFormat() {}

  static byte[] key(RowKey row) {
    return key(row.index(), row.key(), row.timestamp());
  }

  static byte[] key(UUID index, IndexKey key, Timestamp timestamp) {
    byte[] bytes = escaped(index, key, TIMESTAMP_BYTES);
    LONG.set(bytes, bytes.length - TIMESTAMP_BYTES, ~timestamp.nanos());
    return bytes;
  }

  /// Not after any row of `key` or of a greater key, but after every row of smaller keys; so it
  /// bounds a range at either end.
  static byte[] bound(UUID index, IndexKey key) {
    return escaped(index, key, 0);
  }

  /// After every row of the index. (No id is all ones: it ends in a day count.)
  static byte[] end(UUID index) {
    byte[] bytes = new byte[INDEX_BYTES];
    LONG.set(bytes, 0, index.getMostSignificantBits());
    LONG.set(bytes, Long.BYTES, index.getLeastSignificantBits());
    int last = bytes.length - 1;
    while (bytes[last] == -1) {
      last--;
    }
    bytes[last]++;
    return Arrays.copyOf(bytes, last + 1);
  }

  private static byte[] escaped(UUID index, IndexKey key, int spare) {
    byte[] plain = key.toByteArray();
    int zeros = 0;
    for (byte value : plain) {
      zeros += value == 0 ? 1 : 0;
    }
    var bytes = new byte[INDEX_BYTES + plain.length + zeros + TERMINATOR_BYTES + spare];
    LONG.set(bytes, 0, index.getMostSignificantBits());
    LONG.set(bytes, Long.BYTES, index.getLeastSignificantBits());
    int to = INDEX_BYTES;
    for (byte value : plain) {
      bytes[to++] = value;
      if (value == 0) {
        bytes[to++] = ESCAPE;
      }
    }
    return bytes;
  }

  static long nanos(byte[] row) {
    return ~(long) LONG.get(row, row.length - TIMESTAMP_BYTES);
  }

  static IndexKey indexKey(byte[] row) {
    int end = row.length - TIMESTAMP_BYTES - TERMINATOR_BYTES;
    var plain = new byte[end - INDEX_BYTES];
    int length = 0;
    for (int from = INDEX_BYTES; from < end; from++) {
      plain[length++] = row[from];
      if (row[from] == 0) {
        from++;
      }
    }
    return new IndexKey(Arrays.copyOf(plain, length));
  }

  /// Whether rows of this key share the first [#DOCUMENT_PREFIX_BYTES], whatever their timestamps.
  static boolean prefixNamesKey(byte[] row) {
    return row.length - TIMESTAMP_BYTES >= DOCUMENT_PREFIX_BYTES;
  }

  /// Whether two rows are of one index and key.
  static boolean sameKey(byte[] a, byte[] b) {
    return a.length == b.length
        && Arrays.equals(a, 0, a.length - TIMESTAMP_BYTES, b, 0, b.length - TIMESTAMP_BYTES);
  }

  /// The row of the same key at another timestamp.
  static byte[] at(byte[] row, long nanos) {
    byte[] other = row.clone();
    LONG.set(other, other.length - TIMESTAMP_BYTES, ~nanos);
    return other;
  }

  static byte[] value(IndexChange change) {
    if (!change.live()) {
      return TOMBSTONE;
    }
    var document = change.document();
    if (document == null) {
      return LIVE;
    }
    byte[] content = document.unsafeBytes();
    var bytes = new byte[content.length + 1];
    bytes[0] = LIVE_WITH_DOCUMENT;
    System.arraycopy(content, 0, bytes, 1, content.length);
    return bytes;
  }

  static boolean isLive(byte[] value) {
    return value.length > 0 && value[0] != TOMBSTONE[0];
  }

  static IndexRow row(byte[] key, byte[] value) {
    return new IndexRow(indexKey(key), new Timestamp(nanos(key)), document(value));
  }

  static @Nullable EncodedDocument document(byte[] value) {
    if (value.length == 0 || value[0] != LIVE_WITH_DOCUMENT) {
      return null;
    }
    return EncodedDocument.ofBytes(Arrays.copyOfRange(value, 1, value.length));
  }
}
