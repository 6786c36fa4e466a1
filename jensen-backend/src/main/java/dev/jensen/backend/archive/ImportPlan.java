package dev.jensen.backend.archive;

import dev.jensen.backend.model.ImportRequest.Mode;
import java.util.ArrayList;
import java.util.List;

/// What an import would do.
///
/// @param tables what it would do to each
record ImportPlan(Mode mode, List<Change> tables) {

  /// What would happen to one table.
  ///
  /// @param created documents
  /// @param deleted documents
  /// @param existing documents before
  record Change(String table, long created, long deleted, long existing) {}

  ImportPlan {
    tables = List.copyOf(tables);
  }

  boolean deletes() {
    return tables.stream().anyMatch(table -> table.deleted() > 0);
  }

  /// The text that people confirm.
  String message() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("table", "create", "delete"));
    for (var table : tables) {
      rows.add(
          List.of(
              table.table(),
              Long.toString(table.created()),
              table.deleted() == 0
                  ? "0"
                  : "%d of %d".formatted(table.deleted(), table.existing())));
    }
    var text = new StringBuilder("Import change summary:\n");
    int[] widths = new int[3];
    rows.forEach(row -> {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    });
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      for (int column = 0; column < widths.length; column++) {
        text.append(column == 0 ? "" : " | ");
        text.append(row.get(column)).repeat(' ', widths[column] - row.get(column).length());
      }
      text.append(" |\n");
      if (i == 0) {
        text.repeat('-', widths[0] + widths[1] + widths[2] + 8).append('\n');
      }
    }
    return text.append(
            "Once the import has begun, it will run in the background.\n"
                + "Interrupting `npx convex import` will not cancel it.")
        .toString();
  }
}
