package dev.jensen.value;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A value that a document field can hold (`spec/values-and-data.md` §1).
///
/// `undefined` is no value: where a field may be missing, the type is `@Nullable Value` and null
/// means undefined. Immutable. The natural order is the total order of §3, and values are equal
/// exactly when that order says so. No value breaks the limits of [ValueLimits] for values, so code
/// may recurse into one without fear for the stack.
public sealed interface Value extends Comparable<Value> {

  /// The absent-by-choice value, `null` in JavaScript.
  record Null() implements Value {

    @Override
    public int size() {
      return 1;
    }
  }

  /// A 64-bit integer, `bigint` in JavaScript.
  record Int64(long value) implements Value {

    @Override
    public int size() {
      return 9;
    }
  }

  /// The timestamp at which the running mutation will commit, `db.vars.commitTs` in a function
  /// (`spec/values-and-data.md` §4.4).
  ///
  /// Exists only inside that mutation: [#resolved] puts the [Int64] in its place. Orders behind
  /// every other integer.
  record CommitTimestamp() implements Value {

    @Override
    public int size() {
      return 9;
    }

    @Override
    public boolean isPending() {
      return true;
    }

    @Override
    public Value resolved(long timestamp) {
      return new Int64(timestamp);
    }
  }

  /// Any IEEE double; `-0.0` and `0.0` are different values, and each NaN equals itself.
  record Float64(double value) implements Value {

    @Override
    public int size() {
      return 9;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Float64 that && bits() == that.bits();
    }

    @Override
    public int hashCode() {
      return Long.hashCode(bits());
    }

    /// The IEEE bits, a NaN's payload included.
    long bits() {
      return Double.doubleToRawLongBits(value);
    }
  }

  /// True or false.
  record Bool(boolean value) implements Value {

    @Override
    public int size() {
      return 1;
    }
  }

  /// Valid Unicode: no unpaired surrogates.
  record Text(String value) implements Value {

    /// Takes valid Unicode.
    ///
    /// @throws InvalidValueException if `value` has an unpaired surrogate
    public Text {
      Utf8.requireValid(value);
    }

    @Override
    public int size() {
      return 2 + Utf8.length(value);
    }
  }

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

    /// The content itself, not to be changed.
    byte[] content() {
      return bytes;
    }

    @Override
    public int size() {
      return 2 + bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return display();
    }
  }

  /// Values in order, of any types.
  record Array(List<Value> items) implements Value {

    /// Copies `items`.
    ///
    /// @throws InvalidValueException if there are too many, or the array would be too large or
    ///   nested too deep
    public Array {
      items = Items.of(items);
    }

    @Override
    public int size() {
      return ((Items) items).bytes();
    }

    @Override
    public int nesting() {
      return ((Items) items).nesting();
    }

    @Override
    public boolean isPending() {
      return ((Items) items).isPending();
    }

    @Override
    public Array resolved(long timestamp) {
      return isPending() ? new Array(((Items) items).resolved(timestamp)) : this;
    }
  }

  /// Named values, iterated in the order of their names.
  record Obj(SequencedMap<String, Value> fields) implements Value {

    /// The object without fields.
    public static final Obj EMPTY = of(Map.of());

    /// Copies and sorts `fields`.
    ///
    /// @throws InvalidValueException if a name is not allowed, or the object would have too many
    ///   fields, be too large or nested too deep
    public Obj {
      fields = Fields.of(fields);
    }

    /// The object with these fields.
    ///
    /// @throws InvalidValueException as the constructor does
    public static Obj of(Map<String, ? extends Value> fields) {
      return new Obj(Fields.of(fields));
    }

    /// The field of this name, or null (undefined). Costs O(log n).
    public @Nullable Value get(String name) {
      return fields.get(name);
    }

    /// This object with `changes` laid over its fields; a field changed to null (undefined) is
    /// gone. Fields are replaced whole, not merged deeply.
    ///
    /// @throws InvalidValueException as the constructor does
    public Obj merge(Map<String, ? extends @Nullable Value> changes) {
      return new Obj(entries().merge(changes));
    }

    /// The fields as this package stores them.
    Fields entries() {
      return (Fields) fields;
    }

    @Override
    public int size() {
      return entries().bytes();
    }

    @Override
    public int nesting() {
      return entries().nesting();
    }

    @Override
    public boolean isPending() {
      return entries().isPending();
    }

    @Override
    public Obj resolved(long timestamp) {
      return isPending() ? new Obj(entries().resolved(timestamp)) : this;
    }
  }

  /// The size in bytes that limits and counters go by (`spec/values-and-data.md` §2.1).
  ///
  /// Costs O(1), for text O(length).
  int size();

  /// How deep arrays and objects nest: 0 for a scalar.
  default int nesting() {
    return 0;
  }

  /// Whether there is a [CommitTimestamp] in this value. Costs O(1).
  default boolean isPending() {
    return false;
  }

  /// This value with `timestamp`, in nanoseconds since the epoch, for every [CommitTimestamp].
  default Value resolved(long timestamp) {
    return this;
  }

  /// How messages show this value (`spec/values-and-data.md` §6.5).
  default String display() {
    return Display.of(this);
  }

  @Override
  default int compareTo(Value other) {
    return ValueOrder.compare(this, other);
  }

  /// Compares in the total order with undefined (null) before every value.
  static int compare(@Nullable Value left, @Nullable Value right) {
    if (left == null || right == null) {
      return Boolean.compare(left != null, right != null);
    }
    return ValueOrder.compare(left, right);
  }
}
