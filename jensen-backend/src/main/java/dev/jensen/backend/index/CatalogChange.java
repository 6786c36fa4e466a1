package dev.jensen.backend.index;

import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Documents of the catalog's tables that one transaction wrote; null where it deleted one.
public record CatalogChange(
    Map<InternalId, Value.@Nullable Obj> tables, Map<InternalId, Value.@Nullable Obj> indexes) {

  /// Nothing changed.
  public static final CatalogChange NONE = new CatalogChange(Map.of(), Map.of());

  public CatalogChange {
    tables = Collections.unmodifiableMap(new HashMap<>(tables));
    indexes = Collections.unmodifiableMap(new HashMap<>(indexes));
  }

  /// Whether nothing changed.
  public boolean isEmpty() {
    return tables.isEmpty() && indexes.isEmpty();
  }
}
