package dev.jensen.backend.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What reads of index rows find: rows `(index, key, timestamp)`, of which a read at a timestamp
/// sees the newest not after it.
public interface IndexRows {

  /// The live rows of a range, in its order, at most `limit` of them.
  List<IndexRow> read(RangeRead read);

  /// The content of exactly these rows, in the same order; null where there is none.
  List<@Nullable EncodedDocument> documents(List<RowKey> rows);
}
