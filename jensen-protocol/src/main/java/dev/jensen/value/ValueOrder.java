package dev.jensen.value;

import java.util.Arrays;

/// The total order of values (`spec/values-and-data.md` §3).
final class ValueOrder {

  private ValueOrder() {}

  static int compare(Value left, Value right) {
    return switch (left) {
      case Value.Int64 l when right instanceof Value.Int64 r -> Long.compare(l.value(), r.value());
      case Value.Float64 l when right instanceof Value.Float64 r ->
          Long.compare(sortable(l), sortable(r));
      case Value.Bool l when right instanceof Value.Bool r -> Boolean.compare(l.value(), r.value());
      case Value.Text l when right instanceof Value.Text r -> Utf8.compare(l.value(), r.value());
      case Value.Bytes l when right instanceof Value.Bytes r ->
          Arrays.compareUnsigned(l.content(), r.content());
      case Value.Array l when right instanceof Value.Array r -> compareArrays(l, r);
      case Value.Obj l when right instanceof Value.Obj r -> compareFields(l.entries(), r.entries());
      default -> Integer.compare(rank(left), rank(right));
    };
  }

  /// A number that orders like IEEE total order: for negative doubles all bits but the sign flip.
  private static long sortable(Value.Float64 value) {
    long bits = value.bits();
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  private static int compareArrays(Value.Array left, Value.Array right) {
    int common = Math.min(left.items().size(), right.items().size());
    for (int i = 0; i < common; i++) {
      int order = compare(left.items().get(i), right.items().get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.items().size(), right.items().size());
  }

  private static int compareFields(Fields left, Fields right) {
    int common = Math.min(left.size(), right.size());
    for (int i = 0; i < common; i++) {
      int order = left.name(i).compareTo(right.name(i));
      if (order == 0) {
        order = compare(left.value(i), right.value(i));
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static int rank(Value value) {
    return switch (value) {
      case Value.Null n -> 0;
      case Value.Int64 n -> 1;
      case Value.CommitTimestamp t -> 2;
      case Value.Float64 n -> 3;
      case Value.Bool b -> 4;
      case Value.Text t -> 5;
      case Value.Bytes b -> 6;
      case Value.Array a -> 7;
      case Value.Obj o -> 8;
    };
  }
}
