package dev.jensen.backend.storage;

import dev.jensen.value.Value;
import java.nio.charset.StandardCharsets;

/// Writes documents as bytes (`docs/formats/storage.md`).
final class ValueWriter {

  static final int VERSION = 1;

  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;
  static final int INT64 = 3;
  static final int FLOAT64 = 4;
  static final int TEXT = 5;
  static final int BYTES = 6;
  static final int ARRAY = 7;
  static final int OBJECT = 8;

  private final ByteWriter out = new ByteWriter(256);

  private ValueWriter() {}

  static byte[] write(Value.Obj document) {
    var writer = new ValueWriter();
    writer.out.writeByte(VERSION);
    writer.value(document);
    return writer.out.toByteArray();
  }

  private void value(Value value) {
    switch (value) {
      case Value.Null _ -> out.writeByte(NULL);
      case Value.Bool(var flag) -> out.writeByte(flag ? TRUE : FALSE);
      case Value.Int64(var number) -> {
        out.writeByte(INT64);
        out.writeLong(number);
      }
      case Value.CommitTimestamp _ ->
          throw new IllegalArgumentException("a commit timestamp that is not known yet");
      case Value.Float64(var number) -> {
        out.writeByte(FLOAT64);
        out.writeLong(Double.doubleToRawLongBits(number));
      }
      case Value.Text(var text) -> {
        out.writeByte(TEXT);
        out.writeBlock(text.getBytes(StandardCharsets.UTF_8));
      }
      case Value.Bytes bytes -> {
        out.writeByte(BYTES);
        out.writeBlock(bytes.toByteArray());
      }
      case Value.Array(var items) -> {
        out.writeByte(ARRAY);
        out.writeLength(items.size());
        items.forEach(this::value);
      }
      case Value.Obj(var fields) -> {
        out.writeByte(OBJECT);
        out.writeLength(fields.size());
        fields.forEach(this::field);
      }
    }
  }

  private void field(String name, Value value) {
    out.writeBlock(name.getBytes(StandardCharsets.UTF_8));
    value(value);
  }
}
