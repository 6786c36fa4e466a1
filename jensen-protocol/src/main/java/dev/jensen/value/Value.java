package dev.jensen.value;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A value that a document field can hold (`spec/values-and-data.md` §1).
///
/// `undefined` is no value: where a field may be missing, the type is `@Nullable Value` and null
/// means undefined. Immutable. The natural order is the total order of §3, and values are equal
/// exactly when that order says so.
public sealed interface Value extends Comparable<Value> {

  /// The absent-by-choice value, `null` in JavaScript.
  record Null() implements Value {}

  /// A 64-bit integer, `bigint` in JavaScript.
  record Int64(long value) implements Value {}

  /// Any IEEE double; `-0.0` and `0.0` are different values, and each NaN equals itself.
  record Float64(double value) implements Value {}

  /// True or false.
  record Bool(boolean value) implements Value {}

  /// Valid Unicode: no unpaired surrogates.
  record Text(String value) implements Value {}

  /// An `ArrayBuffer` in JavaScript.
  final class Bytes implements Value {
    private final byte[] bytes;

    /// Copies `bytes`.
    public Bytes(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    /// A copy of the content.
    public byte[] toByteArray() {
      return bytes.clone();
    }
  }

  /// Values in order, of any types.
  record Array(List<Value> items) implements Value {
    public Array {
      items = List.copyOf(items);
    }
  }

  /// Named values, iterated in the order of their names.
  record Obj(SequencedMap<String, Value> fields) implements Value {

    /// The object with these fields.
    public static Obj of(Map<String, ? extends Value> fields) {
      throw new UnsupportedOperationException("not written yet");
    }
  }

  /// The size in bytes that limits and counters go by (`spec/values-and-data.md` §2.1).
  default int size() {
    throw new UnsupportedOperationException("not written yet");
  }

  /// How deep arrays and objects nest: 0 for a scalar.
  default int nesting() {
    throw new UnsupportedOperationException("not written yet");
  }

  /// How messages show this value (`spec/values-and-data.md` §6.5).
  default String display() {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  default int compareTo(Value other) {
    throw new UnsupportedOperationException("not written yet");
  }
}
