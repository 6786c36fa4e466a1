package dev.jensen.backend.archive;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Validator;
import dev.jensen.value.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/// Comma-separated values with a header (`spec/values-and-data.md` §15.4): a cell that reads as a
/// number is one, any other is a string.
final class CsvRows implements Rows {

  /// Java alone would also take suffixes and hexadecimal digits.
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> names;
  private final @Nullable Validator validator;
  private int row;

  /// @param validator of the table's documents: where a field is optional an empty cell is none
  CsvRows(InputStream in, @Nullable Validator validator) throws IOException {
    this.validator = validator;
    var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    this.parser = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get().parse(reader);
    this.records = parser.iterator();
    if (!records.hasNext()) {
      throw new InvalidImportException("CSV file must have a header");
    }
    this.names = records.next().stream().map(String::strip).toList();
    names.forEach(CsvRows::checkName);
  }

  private static void checkName(String name) {
    try {
      var _ = Value.Obj.of(Map.of(name, new Value.Null()));
    } catch (InvalidValueException e) {
      throw new InvalidImportException(
          "CSV header \"%s\" is no field name: %s".formatted(name, e.getMessage()));
    }
  }

  @Override
  public Value.@Nullable Obj next() {
    try {
      if (!records.hasNext()) {
        return null;
      }
      row++;
      return document(records.next());
    } catch (UncheckedIOException e) {
      throw new InvalidImportException("CSV row %d: %s".formatted(row + 1, e.getMessage()));
    }
  }

  private Value.Obj document(CSVRecord cells) {
    if (cells.size() != names.size()) {
      throw new InvalidImportException(
          "CSV row %d doesn't have all of the fields in the header".formatted(row));
    }
    var fields = new HashMap<String, Value>();
    for (int i = 0; i < names.size(); i++) {
      var name = names.get(i);
      var cell = cells.get(i);
      if (!(cell.isEmpty() && isOptional(name))) {
        fields.put(name, value(cell));
      }
    }
    return Value.Obj.of(fields);
  }

  private boolean isOptional(String name) {
    var field = validator instanceof Validator.Obj object ? object.fields().get(name) : null;
    return field != null && field.optional();
  }

  private static Value value(String cell) {
    if (DECIMAL.matcher(cell).matches()) {
      return new Value.Float64(Double.parseDouble(cell));
    }
    return switch (cell.toLowerCase(Locale.ROOT)) {
      case "nan" -> new Value.Float64(Double.NaN);
      case "inf", "infinity", "+inf", "+infinity" -> new Value.Float64(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity" -> new Value.Float64(Double.NEGATIVE_INFINITY);
      default -> new Value.Text(cell);
    };
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
