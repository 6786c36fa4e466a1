package dev.jensen.backend.index;

import dev.jensen.value.FieldPath;
import java.util.List;

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
}
