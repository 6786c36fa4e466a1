package dev.jensen.value;

import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads values in one of the JSON formats.
///
/// Every method starts at the first token of what it reads and leaves the parser at the last one.
/// Depth, array lengths and numbers of fields are checked before anything is built from what is too
/// much, so hostile text exhausts neither stack nor heap.
final class JsonReader {

  private static final Value NULL = new Value.Null();
  private static final Value TRUE = new Value.Bool(true);
  private static final Value FALSE = new Value.Bool(false);

  private final JsonFormat format;
  private final JsonParser parser;
  private int depth;

  JsonReader(JsonFormat format, JsonParser parser) {
    this.format = format;
    this.parser = parser;
  }

  Value value() {
    return value(firstToken());
  }

  /// The value, or null if it is undefined.
  @Nullable Value optional() {
    return optional(firstToken());
  }

  /// The members of an object, which may be undefined.
  SequencedMap<String, @Nullable Value> fields() {
    if (firstToken() != JsonToken.START_OBJECT) {
      throw new InvalidValueException("Expected an object");
    }
    var fields = new LinkedHashMap<String, @Nullable Value>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      FieldName.check(name);
      fields.put(name, optional(nextToken()));
      ValueLimits.checkFieldCount(fields.size());
    }
    return fields;
  }

  private @Nullable Value optional(JsonToken token) {
    if (token != JsonToken.START_OBJECT) {
      return value(token);
    }
    if (nextToken() == JsonToken.PROPERTY_NAME && parser.currentName().equals("$undefined")) {
      requireNull("$undefined");
      return null;
    }
    return objectFromFirstName();
  }

  private JsonToken firstToken() {
    JsonToken current = parser.currentToken();
    return current == null ? nextToken() : current;
  }

  private JsonToken nextToken() {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new InvalidValueException("Invalid JSON: the text ends too early");
    }
    return token;
  }

  private Value value(JsonToken token) {
    return switch (token) {
      case VALUE_NULL -> NULL;
      case VALUE_TRUE -> TRUE;
      case VALUE_FALSE -> FALSE;
      case VALUE_STRING -> new Value.Text(parser.getString());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> number();
      case START_ARRAY -> array();
      case START_OBJECT -> {
        nextToken();
        yield objectFromFirstName();
      }
      default -> throw new InvalidValueException("Invalid JSON: no value begins with " + token);
    };
  }

  private Value integer() {
    if (format == JsonFormat.EXPORT && fitsInt64()) {
      return new Value.Int64(parser.getLongValue());
    }
    Value.Float64 number = number();
    // The parser reads `-0` as an integer, which has no sign; JavaScript keeps it.
    boolean isNegativeZero = number.value() == 0 && parser.getString().startsWith("-");
    return isNegativeZero ? new Value.Float64(-0.0) : number;
  }

  private boolean fitsInt64() {
    return parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
  }

  private Value.Float64 number() {
    double number = parser.getDoubleValue();
    if (Double.isInfinite(number)) {
      throw new InvalidValueException("Invalid JSON: number out of range");
    }
    return new Value.Float64(number);
  }

  private Value array() {
    enter();
    Value[] items = new Value[8];
    int count = 0;
    for (JsonToken token = nextToken(); token != JsonToken.END_ARRAY; token = nextToken()) {
      if (count >= ValueLimits.ARRAY_LENGTH_MAX) {
        parser.skipChildren();
      } else {
        items = count < items.length ? items : Arrays.copyOf(items, 2 * count);
        items[count] = value(token);
      }
      count++;
    }
    ValueLimits.checkArrayLength(count);
    depth--;
    return new Value.Array(Items.adopt(Arrays.copyOf(items, count)));
  }

  /// Reads an object, or what a tag stands for, from the token after the opening brace.
  private Value objectFromFirstName() {
    if (format != JsonFormat.CLEAN && parser.currentToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      if (name.startsWith("$")) {
        return tagged(name);
      }
    }
    return object();
  }

  private Value object() {
    enter();
    String[] names = new String[8];
    Value[] values = new Value[8];
    int count = 0;
    for (JsonToken token = parser.currentToken();
        token != JsonToken.END_OBJECT;
        token = nextToken()) {
      String name = parser.currentName();
      JsonToken first = nextToken();
      if (count >= ValueLimits.FIELDS_MAX) {
        parser.skipChildren();
      } else {
        names = count < names.length ? names : Arrays.copyOf(names, 2 * count);
        values = count < values.length ? values : Arrays.copyOf(values, 2 * count);
        names[count] = name;
        values[count] = value(first);
      }
      count++;
    }
    ValueLimits.checkFieldCount(count);
    depth--;
    return new Value.Obj(Fields.adopt(Arrays.copyOf(names, count), Arrays.copyOf(values, count)));
  }

  private void enter() {
    ValueLimits.checkValueNesting(++depth);
  }

  private Value tagged(String tag) {
    return switch (tag) {
      case "$integer" -> new Value.Int64(LittleEndian.number(eightBytes(tag)));
      case "$float" -> specialNumber(Double.longBitsToDouble(LittleEndian.number(eightBytes(tag))));
      case "$bytes" -> new Value.Bytes(content(tag));
      case "$commitTs" -> commitTimestamp();
      case "$undefined" ->
          throw new InvalidValueException(
              "undefined is not a valid Convex value. To learn about Convex's supported types, see"
                  + " https://docs.convex.dev/using/types.");
      case "$set" ->
          throw new InvalidValueException(
              "Received a Set which is no longer supported as a Convex type.");
      case "$map" ->
          throw new InvalidValueException(
              "Received a Map which is no longer supported as a Convex type.");
      default -> throw FieldName.reserved(tag);
    };
  }

  private Value commitTimestamp() {
    if (format != JsonFormat.UNCOMMITTED) {
      throw new InvalidValueException(
          "A commit timestamp (`db.vars.commitTs`) is a value only inside of a mutation.");
    }
    requireNull("$commitTs");
    return new Value.CommitTimestamp();
  }

  private static Value specialNumber(double number) {
    var value = new Value.Float64(number);
    boolean isNegativeZero = number == 0 && value.bits() != 0;
    if (Double.isFinite(number) && !isNegativeZero) {
      throw new InvalidValueException(
          "Float64 %s should be encoded as a number".formatted(value.display()));
    }
    return value;
  }

  private byte[] eightBytes(String tag) {
    byte[] bytes = content(tag);
    if (bytes.length != Long.BYTES) {
      throw new InvalidValueException(
          "Received %d bytes, expected 8 for %s".formatted(bytes.length, tag));
    }
    return bytes;
  }

  /// The base64 text of a tag object, which must be its only member.
  private byte[] content(String tag) {
    if (nextToken() != JsonToken.VALUE_STRING) {
      throw malformed(tag);
    }
    String base64 = parser.getString();
    endTag(tag);
    // The decoder of the JDK would take text without padding.
    if (base64.length() % 4 != 0) {
      throw malformed(tag);
    }
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      throw malformed(tag);
    }
  }

  private void requireNull(String tag) {
    if (nextToken() != JsonToken.VALUE_NULL) {
      throw malformed(tag);
    }
    endTag(tag);
  }

  private void endTag(String tag) {
    if (nextToken() != JsonToken.END_OBJECT) {
      throw FieldName.reserved(tag);
    }
  }

  private static InvalidValueException malformed(String tag) {
    return new InvalidValueException("Malformed %s field".formatted(tag));
  }
}
