package dev.jensen.value;

import java.util.Base64;
import tools.jackson.core.JsonGenerator;

/// Writes values in one of the JSON formats.
final class JsonWriter {

  private JsonWriter() {}

  static void write(JsonFormat format, Value value, JsonGenerator json) {
    switch (value) {
      case Value.Null n -> json.writeNull();
      case Value.Int64 n -> writeInteger(format, n.value(), json);
      case Value.CommitTimestamp t -> writeCommitTimestamp(format, json);
      case Value.Float64 n -> writeNumber(format, n, json);
      case Value.Bool b -> json.writeBoolean(b.value());
      case Value.Text t -> json.writeString(t.value());
      case Value.Bytes b -> writeBytes(format, b.content(), json);
      case Value.Array a -> writeItems(format, a, json);
      case Value.Obj o -> writeFields(format, o.entries(), json);
    }
  }

  private static void writeInteger(JsonFormat format, long number, JsonGenerator json) {
    switch (format) {
      case ENCODED, UNCOMMITTED -> writeTagged("$integer", LittleEndian.bytes(number), json);
      case CLEAN -> json.writeString(Long.toString(number));
      case EXPORT -> json.writeNumber(number);
    }
  }

  private static void writeCommitTimestamp(JsonFormat format, JsonGenerator json) {
    if (format != JsonFormat.UNCOMMITTED) {
      throw new IllegalStateException("a commit timestamp that is not known yet");
    }
    json.writeStartObject();
    json.writeNullProperty("$commitTs");
    json.writeEndObject();
  }

  private static void writeNumber(JsonFormat format, Value.Float64 number, JsonGenerator json) {
    double value = number.value();
    if (!Double.isFinite(value)) {
      writeNotFinite(format, number, json);
    } else if (value == 0 && number.bits() != 0) {
      writeNegativeZero(format, number, json);
    } else if (format == JsonFormat.EXPORT) {
      json.writeNumber(Decimal.withFraction(value));
    } else if (Decimal.isExactInteger(value)) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(Decimal.javascript(value));
    }
  }

  private static void writeNotFinite(JsonFormat format, Value.Float64 number, JsonGenerator json) {
    switch (format) {
      case ENCODED, UNCOMMITTED, EXPORT ->
          writeTagged("$float", LittleEndian.bytes(number.bits()), json);
      case CLEAN -> json.writeString(Double.toString(number.value()));
    }
  }

  private static void writeNegativeZero(
      JsonFormat format, Value.Float64 number, JsonGenerator json) {
    switch (format) {
      case ENCODED, UNCOMMITTED -> writeTagged("$float", LittleEndian.bytes(number.bits()), json);
      case CLEAN, EXPORT -> json.writeNumber("-0.0");
    }
  }

  private static void writeBytes(JsonFormat format, byte[] content, JsonGenerator json) {
    switch (format) {
      case ENCODED, UNCOMMITTED, EXPORT -> writeTagged("$bytes", content, json);
      case CLEAN -> json.writeString(Base64.getEncoder().encodeToString(content));
    }
  }

  private static void writeTagged(String tag, byte[] content, JsonGenerator json) {
    json.writeStartObject();
    json.writeName(tag);
    json.writeString(Base64.getEncoder().encodeToString(content));
    json.writeEndObject();
  }

  private static void writeItems(JsonFormat format, Value.Array array, JsonGenerator json) {
    json.writeStartArray();
    for (int i = 0; i < array.items().size(); i++) {
      write(format, array.items().get(i), json);
    }
    json.writeEndArray();
  }

  private static void writeFields(JsonFormat format, Fields fields, JsonGenerator json) {
    json.writeStartObject();
    for (int i = 0; i < fields.size(); i++) {
      json.writeName(fields.name(i));
      write(format, fields.value(i), json);
    }
    json.writeEndObject();
  }
}
