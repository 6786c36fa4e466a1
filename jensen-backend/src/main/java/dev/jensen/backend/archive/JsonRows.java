package dev.jensen.backend.archive;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One JSON object per line.
final class JsonRows implements Rows {

  private static final int LINE_CHARACTERS_MAX = 32 << 20;

  private final BufferedReader reader;
  private final JsonFormat format;
  private int row;

  /// @param format of the values
  JsonRows(InputStream in, JsonFormat format) {
    this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    this.format = format;
  }

  @Override
  public Value.@Nullable Obj next() throws IOException {
    for (var line = readLine(); line != null; line = readLine()) {
      row++;
      if (!line.isBlank()) {
        return object(line, format, row);
      }
    }
    return null;
  }

  /// A line may not take all memory.
  private @Nullable String readLine() throws IOException {
    var line = new StringBuilder();
    for (int c = reader.read(); ; c = reader.read()) {
      if (c < 0) {
        return line.isEmpty() ? null : line.toString();
      }
      if (c == '\n') {
        return line.toString();
      }
      if (line.length() >= LINE_CHARACTERS_MAX) {
        throw new InvalidImportException(
            "Row %d is longer than %d MiB".formatted(row + 1, LINE_CHARACTERS_MAX >> 20));
      }
      line.append((char) c);
    }
  }

  static Value.Obj object(String json, JsonFormat format, int row) {
    try {
      if (format.read(json) instanceof Value.Obj object) {
        return object;
      }
      throw new InvalidImportException("Row %d wasn't an object".formatted(row));
    } catch (InvalidValueException e) {
      boolean isJson = !String.valueOf(e.getMessage()).startsWith("Invalid JSON: ");
      throw new InvalidImportException(
          "Row %d wasn't %s: %s"
              .formatted(row, isJson ? "a valid Convex value" : "valid JSON", e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
