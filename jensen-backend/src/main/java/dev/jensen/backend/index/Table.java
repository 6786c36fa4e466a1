package dev.jensen.backend.index;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One table as of one timestamp.
///
/// @param number what ids of its documents begin with
public record Table(TabletId tablet, String name, long number, List<Index> indexes) {

  public Table {
    indexes = List.copyOf(indexes);
  }

  /// Whether the server owns this table: its name starts with an underscore.
  public boolean isSystem() {
    return name.startsWith("_");
  }

  /// The index of this name, or null. While a push replaces an index, two incarnations share a
  /// name; this is the one that is further along, so the enabled one.
  public @Nullable Index index(String name) {
    return indexes.stream()
        .filter(index -> index.name().equals(name))
        .max(Comparator.comparing(Index::state))
        .orElse(null);
  }

  /// The index on `_id`, which holds the documents themselves.
  public Index byId() {
    for (var index : indexes) {
      if (index.name().equals(Index.BY_ID)) {
        return index;
      }
    }
    throw new IllegalStateException("table %s has no index by_id".formatted(name));
  }
}
