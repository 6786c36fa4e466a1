package dev.jensen.value;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/// The elements of one array, with its size and nesting worked out once.
///
/// Immutable.
final class Items extends AbstractList<Value> implements RandomAccess {

  private final Value[] elements;
  private final int bytes;
  private final int nesting;
  private final boolean isPending;

  private Items(Value[] elements) {
    ValueLimits.checkArrayLength(elements.length);
    long size = 2;
    int deepest = 0;
    boolean pending = false;
    for (Value element : elements) {
      size += element.size();
      deepest = Math.max(deepest, element.nesting());
      pending |= element.isPending();
    }
    this.elements = elements;
    this.bytes = ValueLimits.checkValueBytes(size);
    this.nesting = ValueLimits.checkValueNesting(deepest + 1);
    this.isPending = pending;
  }

  static Items of(List<Value> items) {
    return items instanceof Items same ? same : new Items(items.toArray(Value[]::new));
  }

  /// Takes over `elements`, which nobody may change any more.
  static Items adopt(Value[] elements) {
    return new Items(elements);
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

  Items resolved(long timestamp) {
    Value[] resolved = elements.clone();
    Arrays.setAll(resolved, i -> elements[i].resolved(timestamp));
    return new Items(resolved);
  }

  @Override
  public Value get(int index) {
    return elements[index];
  }

  @Override
  public int size() {
    return elements.length;
  }
}
