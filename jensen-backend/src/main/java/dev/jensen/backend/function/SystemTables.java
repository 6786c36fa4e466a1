package dev.jensen.backend.function;

import dev.jensen.backend.index.Table;
import java.util.Set;

/// Which of the server's own tables functions may read (`spec/values-and-data.md` §10).
final class SystemTables {

  private static final Set<String> VISIBLE = Set.of("_storage", "_scheduled_functions");

  private SystemTables() {}

  /// Whether functions may know that a table of this name exists.
  static boolean isVisible(String table) {
    return !table.startsWith("_") || VISIBLE.contains(table);
  }

  static boolean isVisible(Table table) {
    return isVisible(table.name());
  }
}
