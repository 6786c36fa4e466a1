package dev.jensen.backend.index;

import dev.jensen.value.DocumentId;
import dev.jensen.value.IndexKey;
import dev.jensen.value.Value;
import java.util.Arrays;
import java.util.List;

/// The keys of the `by_id` indexes. Every index key ends with one, because `_id` is the last field
/// of every index; so an index row names its document.
public final class DocumentKeys {

  private static final byte TEXT = 0x10;

  private DocumentKeys() {}

  /// The `by_id` key of a document.
  public static IndexKey of(DocumentId id) {
    return IndexKey.of(List.of(new Value.Text(id.toString())));
  }

  /// The `by_id` key of the document that an entry of any index belongs to.
  static IndexKey within(IndexKey key) {
    byte[] bytes = key.toByteArray();
    // Ids consist of digits and letters, so the last tag byte is where the id begins.
    int start = bytes.length - 1;
    while (start > 0 && bytes[start] != TEXT) {
      start--;
    }
    return start == 0 ? key : new IndexKey(Arrays.copyOfRange(bytes, start, bytes.length));
  }
}
