package dev.jensen.backend.archive;

import dev.jensen.backend.archive.ImportFile.TableFile;
import dev.jensen.backend.index.Catalog;
import dev.jensen.backend.model.ImportRequest.Mode;
import dev.jensen.value.DocumentId;
import dev.jensen.value.TableNames;
import dev.jensen.value.Value;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The numbers of the tables that an import brings, and so which documents may come from elsewhere
/// (`spec/values-and-data.md` §15.3).
final class TargetTables implements TableNames {

  private final Catalog catalog;
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<Long, String> names = new HashMap<>();

  private TargetTables(Catalog catalog) {
    this.catalog = catalog;
  }

  /// Finds a number for every table that the file or the deployment gives one.
  ///
  /// @throws InvalidImportException if another table that stays has it
  static TargetTables of(ImportFile file, Mode mode, Catalog catalog) throws IOException {
    var targets = new TargetTables(catalog);
    for (var table : file.tables()) {
      var first = table.number() == null ? targets.firstId(file, table) : null;
      var existing = catalog.table(table.name());
      Long number =
          table.number() != null
              ? table.number()
              : first != null
                  ? Long.valueOf(first.tableNumber())
                  : existing == null ? null : Long.valueOf(existing.number());
      if (number != null) {
        targets.put(file, mode, table.name(), number, first);
      }
    }
    return targets;
  }

  private void put(
      ImportFile file, Mode mode, String name, long number, @Nullable DocumentId example) {
    var other = catalog.table(number);
    var existing = catalog.table(name);
    boolean stays =
        other != null
            && !other.name().equals(name)
            && (mode != Mode.REPLACE_ALL || other.isSystem())
            && (mode == Mode.APPEND
                || file.tables().stream().noneMatch(table -> table.name().equals(other.name())));
    boolean renumbers = mode == Mode.APPEND && existing != null && existing.number() != number;
    if (stays || renumbers || names.containsKey(number)) {
      throw conflict(name, example == null ? "" : example.toString());
    }
    numbers.put(name, number);
    names.put(number, name);
  }

  private @Nullable DocumentId firstId(ImportFile file, TableFile table) throws IOException {
    try (var rows = file.rows(table, null)) {
      var first = rows.next();
      return first == null ? null : id(first);
    }
  }

  /// The id that the document brings, or null.
  static @Nullable DocumentId id(Value.Obj document) {
    return switch (document.get("_id")) {
      case null -> null;
      case Value.Text(var text) -> {
        var id = DocumentId.parseOrNull(text);
        if (id == null) {
          throw new InvalidImportException("invalid _id '%s'".formatted(text));
        }
        yield id;
      }
      case Value other ->
          throw new InvalidImportException("invalid _id '%s'".formatted(other.display()));
    };
  }

  static InvalidImportException conflict(String table, String id) {
    return new InvalidImportException(
        ("_id %s cannot be imported into '%s' because it came from a different deployment and"
                + " conflict with preexisting tables in this deployment. Import into an empty"
                + " deployment, use --replace-all, or remove the _id fields.")
            .formatted(id, table));
  }

  /// The number of the table, or null if it gets a new one.
  @Nullable Long number(String table) {
    return numbers.get(table);
  }

  /// Whether the number belongs to another table than `table` after the import.
  boolean isTaken(long number, String table) {
    var name = names.get(number);
    return name != null && !name.equals(table);
  }

  /// A table got a new number.
  void put(String table, long number) {
    numbers.put(table, number);
    names.put(number, table);
  }

  @Override
  public @Nullable String nameOf(long number) {
    var name = names.get(number);
    return name == null ? catalog.nameOf(number) : name;
  }
}
