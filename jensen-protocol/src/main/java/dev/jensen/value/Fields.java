package dev.jensen.value;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The fields of one object, sorted by name, with its size and nesting worked out once.
///
/// Two parallel arrays: cheaper to fill, to walk and to keep than any tree or hash table for the
/// few fields that objects have, and the order is the one that encodings need. Names are ASCII, so
/// the order of strings is the order of code points. Immutable.
final class Fields extends AbstractMap<String, Value> implements SequencedMap<String, Value> {

  private final String[] names;
  private final Value[] values;
  private final int bytes;
  private final int nesting;
  private final boolean isPending;

  /// Takes over two arrays of the same length, `names` strictly ascending.
  private Fields(String[] names, Value[] values) {
    ValueLimits.checkFieldCount(names.length);
    long size = 2;
    int deepest = 0;
    boolean pending = false;
    for (int i = 0; i < names.length; i++) {
      FieldName.check(names[i]);
      size += names[i].length() + 1 + values[i].size();
      deepest = Math.max(deepest, values[i].nesting());
      pending |= values[i].isPending();
    }
    this.names = names;
    this.values = values;
    this.bytes = ValueLimits.checkValueBytes(size);
    this.nesting = ValueLimits.checkValueNesting(deepest + 1);
    this.isPending = pending;
  }

  static Fields of(Map<String, ? extends Value> fields) {
    if (fields instanceof Fields same) {
      return same;
    }
    String[] names = new String[fields.size()];
    Value[] values = new Value[names.length];
    int next = 0;
    for (Map.Entry<String, ? extends Value> field : fields.entrySet()) {
      names[next] = Objects.requireNonNull(field.getKey());
      values[next++] = Objects.requireNonNull(field.getValue(), field.getKey());
    }
    return adopt(names, values);
  }

  /// Takes over two arrays of the same length, in any order; of fields with the same name the last
  /// one counts.
  static Fields adopt(String[] names, Value[] values) {
    for (int i = 1; i < names.length; i++) {
      if (names[i - 1].compareTo(names[i]) >= 0) {
        return sort(names, values);
      }
    }
    return new Fields(names, values);
  }

  private static Fields sort(String[] names, Value[] values) {
    var sorted = new TreeMap<String, Value>();
    for (int i = 0; i < names.length; i++) {
      sorted.put(names[i], values[i]);
    }
    return new Fields(
        sorted.keySet().toArray(String[]::new), sorted.values().toArray(Value[]::new));
  }

  Fields merge(Map<String, ? extends @Nullable Value> changes) {
    var merged = new TreeMap<String, Value>(this);
    changes.forEach((name, value) -> {
      if (value == null) {
        FieldName.check(name);
        merged.remove(name);
      } else {
        merged.put(name, value);
      }
    });
    return new Fields(
        merged.keySet().toArray(String[]::new), merged.values().toArray(Value[]::new));
  }

  String name(int index) {
    return names[index];
  }

  Value value(int index) {
    return values[index];
  }

  int bytes() {
    return bytes;
  }

  int nesting() {
    return nesting;
  }

  boolean isPending() {
    return isPending;
  }

  Fields resolved(long timestamp) {
    Value[] resolved = values.clone();
    Arrays.setAll(resolved, i -> values[i].resolved(timestamp));
    return new Fields(names, resolved);
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public @Nullable Value get(@Nullable Object name) {
    if (name instanceof String text) {
      int index = Arrays.binarySearch(names, text);
      return index >= 0 ? values[index] : null;
    }
    return null;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return get(name) != null;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super Value> action) {
    for (int i = 0; i < names.length; i++) {
      action.accept(names[i], values[i]);
    }
  }

  /// The same fields from last to first. Costs O(n).
  @Override
  public SequencedMap<String, Value> reversed() {
    var reversed = new LinkedHashMap<String, Value>();
    for (int i = names.length - 1; i >= 0; i--) {
      reversed.put(names[i], values[i]);
    }
    return Collections.unmodifiableSequencedMap(reversed);
  }

  @Override
  public Set<Map.Entry<String, Value>> entrySet() {
    return new Entries();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (other instanceof Fields that) {
      return Arrays.equals(names, that.names) && Arrays.equals(values, that.values);
    }
    return super.equals(other);
  }

  /// The sum that every map promises.
  @Override
  public int hashCode() {
    int sum = 0;
    for (int i = 0; i < names.length; i++) {
      sum += names[i].hashCode() ^ values[i].hashCode();
    }
    return sum;
  }

  private final class Entries extends AbstractSet<Map.Entry<String, Value>> {

    @Override
    public Iterator<Map.Entry<String, Value>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < names.length;
        }

        @Override
        public Map.Entry<String, Value> next() {
          int index = next++;
          return Map.entry(names[index], values[index]);
        }
      };
    }

    @Override
    public int size() {
      return names.length;
    }
  }
}
