package dev.jensen.backend.query;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Order;
import dev.jensen.value.FieldPath;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Random documents and queries of [IndexedTable], and what a naive evaluation gives.
final class RandomQueries {

  private static final FieldPath A = FieldPath.parse("a");
  private static final FieldPath B = FieldPath.parse("b");
  private static final FieldPath CREATION_TIME = FieldPath.parse("_creationTime");
  private static final FieldPath ID = FieldPath.parse("_id");
  private static final List<@Nullable Value> VALUES = new ArrayList<>();

  static {
    VALUES.add(null);
    VALUES.add(new Value.Null());
    VALUES.add(new Value.Int64(-300));
    VALUES.add(new Value.Int64(1));
    VALUES.add(new Value.Float64(-0.0));
    VALUES.add(new Value.Float64(0.0));
    VALUES.add(new Value.Float64(Double.NaN));
    VALUES.add(new Value.Bool(true));
    VALUES.add(new Value.Text(""));
    VALUES.add(new Value.Text("a"));
    VALUES.add(new Value.Text("a\0"));
    VALUES.add(new Value.Bytes(new byte[] {0}));
    VALUES.add(new Value.Array(List.of()));
    VALUES.add(new Value.Array(List.of(new Value.Text("a"))));
    VALUES.add(Value.Obj.EMPTY);
  }

  private final RandomGenerator random;

  RandomQueries(RandomGenerator random) {
    this.random = random;
  }

  Value.Obj document() {
    var fields = new HashMap<String, Value>();
    put(fields, "a", value());
    put(fields, "b", value());
    fields.put("c", new Value.Float64(random.nextInt(4)));
    return Value.Obj.of(fields);
  }

  private static void put(Map<String, Value> fields, String name, @Nullable Value value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  private @Nullable Value value() {
    return VALUES.get(random.nextInt(VALUES.size()));
  }

  Query query() {
    var order = random.nextBoolean() ? Order.ASCENDING : Order.DESCENDING;
    var source =
        random.nextInt(4) == 0
            ? new Source.FullTableScan("t", order)
            : new Source.IndexScan("t", "by_a_b", bounds(), order);
    var operators = new ArrayList<Operator>();
    for (int i = random.nextInt(3); i > 0; i--) {
      operators.add(operator());
    }
    return new Query(source, operators);
  }

  private List<Bound> bounds() {
    var bounds = new ArrayList<Bound>();
    var rangeField = A;
    if (random.nextBoolean()) {
      bounds.add(new Bound(Bound.Type.EQ, A, value()));
      rangeField = B;
    }
    if (random.nextBoolean()) {
      bounds.add(new Bound(either(Bound.Type.GT, Bound.Type.GTE), rangeField, value()));
    }
    if (random.nextBoolean()) {
      bounds.add(new Bound(either(Bound.Type.LT, Bound.Type.LTE), rangeField, value()));
    }
    return bounds;
  }

  private Operator operator() {
    if (random.nextInt(3) == 0) {
      return new Operator.Limit(random.nextInt(8));
    }
    return new Operator.Filter(
        new Expression.Compare(
            either(Expression.Comparison.LT, Expression.Comparison.NEQ),
            new Expression.Field(FieldPath.parse("c")),
            new Expression.Literal(new Value.Float64(random.nextInt(4)))));
  }

  private <T> T either(T one, T other) {
    return random.nextBoolean() ? one : other;
  }

  /// What `query` gives when all documents of the table are `documents`.
  static List<Document> evaluate(Query query, List<Document> documents) {
    var rows = new ArrayList<>(documents);
    switch (query.source()) {
      case Source.FullTableScan(_, var order) -> sort(rows, order, List.of(CREATION_TIME, ID));
      case Source.IndexScan(_, _, var bounds, var order) -> {
        rows.removeIf(row -> !bounds.stream().allMatch(bound -> satisfies(row, bound)));
        sort(rows, order, List.of(A, B, CREATION_TIME, ID));
      }
      case Source.TextSearch search -> throw new IllegalArgumentException(search.toString());
    }
    List<Document> result = rows;
    for (var operator : query.operators()) {
      result =
          switch (operator) {
            case Operator.Limit(var count) -> result.stream().limit(count).toList();
            case Operator.Filter(var condition) ->
                result.stream().filter(row -> Evaluator.holds(condition, row.value())).toList();
          };
    }
    return result;
  }

  private static void sort(List<Document> rows, Order order, List<FieldPath> fields) {
    Comparator<Document> comparator =
        (left, right) -> {
          for (var field : fields) {
            int compared = Value.compare(field.in(left.value()), field.in(right.value()));
            if (compared != 0) {
              return compared;
            }
          }
          return 0;
        };
    rows.sort(order == Order.ASCENDING ? comparator : comparator.reversed());
  }

  private static boolean satisfies(Document row, Bound bound) {
    int compared = Value.compare(bound.field().in(row.value()), bound.value());
    return switch (bound.type()) {
      case EQ -> compared == 0;
      case GT -> compared > 0;
      case GTE -> compared >= 0;
      case LT -> compared < 0;
      case LTE -> compared <= 0;
    };
  }
}
