package dev.jensen.backend.archive;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// One JSON array of objects.
final class JsonArrayRows implements Rows {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser parser;
  private int row;

  JsonArrayRows(InputStream in) {
    try {
      this.parser = JSON.createParser(ObjectReadContext.empty(), in);
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new InvalidImportException("Not a JSON array");
      }
    } catch (JacksonException e) {
      throw new InvalidImportException("Not a JSON array");
    }
  }

  @Override
  public Value.@Nullable Obj next() {
    row++;
    try {
      if (parser.nextToken() == JsonToken.END_ARRAY) {
        return null;
      }
      if (JsonFormat.CLEAN.read(parser) instanceof Value.Obj object) {
        return object;
      }
      throw new InvalidImportException("Row %d wasn't an object".formatted(row));
    } catch (JacksonException e) {
      throw new InvalidImportException(
          "Row %d wasn't valid JSON: %s".formatted(row, e.getOriginalMessage()));
    } catch (InvalidValueException e) {
      throw new InvalidImportException(
          "Row %d wasn't a valid Convex value: %s".formatted(row, e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
