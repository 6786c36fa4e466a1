package dev.jensen.backend.storage;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// Reads what [ValueWriter] wrote.
final class ValueReader {

  /// More than any value may have, so that damaged bytes cannot exhaust the stack.
  private static final int NESTING_MAX = 128;

  private final ByteReader in;

  private ValueReader(ByteReader in) {
    this.in = in;
  }

  static Value.Obj read(byte[] bytes) {
    var in = new ByteReader(bytes);
    if (in.readByte() != ValueWriter.VERSION) {
      throw in.broken();
    }
    var value = value(in);
    in.requireEnd();
    if (value instanceof Value.Obj document) {
      return document;
    }
    throw in.broken();
  }

  private static Value value(ByteReader in) {
    try {
      return new ValueReader(in).value(0);
    } catch (InvalidValueException impossible) {
      throw in.broken(impossible);
    }
  }

  private Value value(int nesting) {
    if (nesting > NESTING_MAX) {
      throw in.broken();
    }
    return switch (in.readByte()) {
      case ValueWriter.NULL -> new Value.Null();
      case ValueWriter.FALSE -> new Value.Bool(false);
      case ValueWriter.TRUE -> new Value.Bool(true);
      case ValueWriter.INT64 -> new Value.Int64(in.readLong());
      case ValueWriter.FLOAT64 -> new Value.Float64(Double.longBitsToDouble(in.readLong()));
      case ValueWriter.TEXT -> new Value.Text(in.readText());
      case ValueWriter.BYTES -> new Value.Bytes(in.readBlock());
      case ValueWriter.ARRAY -> array(nesting);
      case ValueWriter.OBJECT -> object(nesting);
      default -> throw in.broken();
    };
  }

  private Value.Array array(int nesting) {
    int count = in.readLength();
    var items = new ArrayList<Value>(count);
    for (int i = 0; i < count; i++) {
      items.add(value(nesting + 1));
    }
    return new Value.Array(items);
  }

  private Value.Obj object(int nesting) {
    int count = in.readLength();
    var fields = new LinkedHashMap<String, Value>();
    for (int i = 0; i < count; i++) {
      fields.put(in.readText(), value(nesting + 1));
    }
    return Value.Obj.of(fields);
  }
}
