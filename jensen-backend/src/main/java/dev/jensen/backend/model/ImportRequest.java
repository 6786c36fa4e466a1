package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.value.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to import and how.
///
/// @param table null for a ZIP file, which names its tables
/// @param upload where the file is, in the uploads directory
public record ImportRequest(Format format, Mode mode, @Nullable String table, String upload) {

  /// What is in the file.
  public enum Format {
    CSV("csv", "csv"),
    JSON_LINES("jsonLines", "jsonl"),
    JSON_ARRAY("jsonArray", "json_array"),
    ZIP("zip", "zip");

    private final String wire;
    private final String stored;

    Format(String wire, String stored) {
      this.wire = wire;
      this.stored = stored;
    }

    /// The format of this name in requests, or null.
    public static @Nullable Format ofWire(String wire) {
      for (var format : values()) {
        if (format.wire.equals(wire)) {
          return format;
        }
      }
      return null;
    }
  }

  /// What happens to documents that are there already.
  public enum Mode {
    REQUIRE_EMPTY("requireEmpty", "RequireEmpty"),
    APPEND("append", "Append"),
    REPLACE("replace", "Replace"),
    REPLACE_ALL("replaceAll", "ReplaceAll");

    private final String wire;
    private final String display;

    Mode(String wire, String display) {
      this.wire = wire;
      this.display = display;
    }

    /// The mode of this name in requests, or null.
    public static @Nullable Mode ofWire(String wire) {
      for (var mode : values()) {
        if (mode.wire.equals(wire)) {
          return mode;
        }
      }
      return null;
    }

    String display() {
      return display;
    }
  }

  Value formatValue() {
    var fields = new HashMap<String, Value>(Map.of("format", new Value.Text(format.stored)));
    if (table != null) {
      fields.put("table", new Value.Text(table));
    }
    return Value.Obj.of(fields);
  }

  static ImportRequest of(Document document) {
    var format = (Value.Obj) document.value().get("format");
    if (format == null) {
      throw new IllegalStateException("import without format: %s".formatted(document.id()));
    }
    return new ImportRequest(
        format(format),
        mode(Fields.text(document, "mode")),
        format.get("table") instanceof Value.Text(var table) ? table : null,
        Fields.text(document, "upload"));
  }

  private static Format format(Value.Obj stored) {
    for (var format : Format.values()) {
      if (new Value.Text(format.stored).equals(stored.get("format"))) {
        return format;
      }
    }
    throw new IllegalStateException("import of unknown format");
  }

  private static Mode mode(String display) {
    for (var mode : Mode.values()) {
      if (mode.display.equals(display)) {
        return mode;
      }
    }
    throw new IllegalStateException("import of unknown mode %s".formatted(display));
  }
}
