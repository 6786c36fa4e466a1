package dev.jensen.backend.index;

import dev.jensen.value.FieldPath;
import dev.jensen.value.IndexKey;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One database index of a table.
///
/// @param name without the table, such as `by_author`
/// @param fields as stored: the declared ones, then `_creationTime`, then `_id`
public record Index(IndexId id, String name, List<FieldPath> fields, State state) {

  /// Every table has an index of this name on `_id`.
  public static final String BY_ID = "by_id";

  /// Every table has an index of this name on `_creationTime`, `_id`.
  public static final String BY_CREATION_TIME = "by_creation_time";

  /// How far an index is.
  public enum State {
    /// Older revisions are still being added; not to be read.
    BACKFILLING,
    /// Complete, but not part of the active schema yet.
    READY,
    /// Functions may read it.
    ENABLED
  }

  public Index {
    fields = List.copyOf(fields);
  }

  /// Where `document` stands in this index.
  public IndexKey keyOf(Value.Obj document) {
    var values = new ArrayList<@Nullable Value>(fields.size());
    fields.forEach(field -> values.add(field.in(document)));
    return IndexKey.of(values);
  }
}
