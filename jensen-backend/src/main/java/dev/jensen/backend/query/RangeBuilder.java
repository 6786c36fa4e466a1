package dev.jensen.backend.query;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.transaction.IndexRange;
import dev.jensen.value.FieldPath;
import dev.jensen.value.IndexKey;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns the bounds of a query into a range of index keys and checks the rules of
/// `spec/values-and-data.md` §5.1: equalities on a prefix of the index's fields, then at most one
/// lower and one upper bound on the next field.
final class RangeBuilder {

  private static final FieldPath ID = FieldPath.parse("_id");

  private final String indexName;
  private final List<FieldPath> fields;
  private final Map<FieldPath, @Nullable Value> equals = new LinkedHashMap<>();
  private @Nullable Bound lower;
  private @Nullable Bound upper;

  private RangeBuilder(String table, Index index) {
    this.indexName = "%s.%s".formatted(table, index.name());
    this.fields = boundable(index);
  }

  /// The range that satisfies all of `bounds`; empty if they contradict each other.
  ///
  /// @throws InvalidQueryException if they break a rule
  static IndexRange build(String table, Index index, List<Bound> bounds) {
    var builder = new RangeBuilder(table, index);
    bounds.forEach(builder::add);
    builder.checkOrder(bounds);
    return builder.range();
  }

  /// The fields that functions may bound: every index ends with `_id`, but only `by_id` shows it.
  private static List<FieldPath> boundable(Index index) {
    var fields = index.fields();
    return fields.size() > 1 && fields.getLast().equals(ID)
        ? fields.subList(0, fields.size() - 1)
        : fields;
  }

  private void add(Bound bound) {
    if (!fields.contains(bound.field())) {
      throw new InvalidQueryException(
          ("The index range included a comparison with \"%s\", but %s with fields %s doesn't index"
                  + " this field. For more information see https://docs.convex.dev/using/indexes.")
              .formatted(bound.field(), indexName, quoted(fields)));
    }
    if (equals.containsKey(bound.field())) {
      throw defined("equality", bound);
    }
    if (bound.type() == Bound.Type.EQ) {
      addEquality(bound);
    } else {
      addInequality(bound);
    }
  }

  private void addEquality(Bound bound) {
    var range = range(lower, upper);
    if (range != null && range.field().equals(bound.field())) {
      throw defined("inequality", bound);
    }
    equals.put(bound.field(), bound.value());
  }

  private void addInequality(Bound bound) {
    var range = range(lower, upper);
    if (range != null && !range.field().equals(bound.field())) {
      throw new InvalidQueryException(
          ("Upper and lower bounds in `range` can only be applied to a single index field. This"
                  + " query against index %s attempted to set a range bound on both \"%s\" and"
                  + " \"%s\". Consider using `filter` instead. See"
                  + " https://docs.convex.dev/using/indexes for more info.")
              .formatted(indexName, range.field(), bound.field()));
    }
    if (bound.type().isLower()) {
      if (lower != null) {
        throw defined("lower", bound);
      }
      lower = bound;
    } else {
      if (upper != null) {
        throw defined("upper", bound);
      }
      upper = bound;
    }
  }

  private static @Nullable Bound range(@Nullable Bound lower, @Nullable Bound upper) {
    return lower == null ? upper : lower;
  }

  private static InvalidQueryException defined(String kind, Bound bound) {
    return new InvalidQueryException(
        "Already defined %s bound in index range. Can't add \"%s\" %s %s."
            .formatted(
                kind, bound.field(), bound.type().symbol(), Evaluator.display(bound.value())));
  }

  private void checkOrder(List<Bound> bounds) {
    var range = range(lower, upper);
    var used = new ArrayList<FieldPath>();
    fields.stream().filter(equals::containsKey).forEach(used::add);
    if (range != null) {
      used.add(range.field());
    }
    for (int i = 0; i < used.size(); i++) {
      if (!used.get(i).equals(fields.get(i))) {
        throw outOfOrder(bounds, used.get(i));
      }
    }
  }

  private InvalidQueryException outOfOrder(List<Bound> bounds, FieldPath incorrect) {
    var queried = bounds.stream().map(Bound::field).distinct().toList();
    return new InvalidQueryException(
        """
        Tried to query index %s but the query didn't use the index fields in order.
        Index fields: %s
        Query fields: %s
        First incorrect field: "%s"
        For more information see https://docs.convex.dev/using/indexes.\
        """
            .formatted(indexName, quoted(fields), quoted(queried), incorrect));
  }

  private static String quoted(List<FieldPath> fields) {
    return fields.stream().map("\"%s\""::formatted).toList().toString();
  }

  private IndexRange range() {
    var prefix = new ArrayList<@Nullable Value>();
    for (var field : fields.subList(0, equals.size())) {
      prefix.add(equals.get(field));
    }
    return new IndexRange(start(prefix), end(prefix));
  }

  private IndexKey start(List<@Nullable Value> prefix) {
    var bound = lower;
    if (bound == null) {
      return IndexKey.of(prefix);
    }
    var key = IndexKey.of(with(prefix, bound.value()));
    return bound.type() == Bound.Type.GT ? key.afterPrefix() : key;
  }

  private @Nullable IndexKey end(List<@Nullable Value> prefix) {
    var bound = upper;
    if (bound == null) {
      return prefix.isEmpty() ? null : IndexKey.of(prefix).afterPrefix();
    }
    var key = IndexKey.of(with(prefix, bound.value()));
    return bound.type() == Bound.Type.LTE ? key.afterPrefix() : key;
  }

  private static List<@Nullable Value> with(List<@Nullable Value> prefix, @Nullable Value last) {
    var values = new ArrayList<@Nullable Value>(prefix);
    values.add(last);
    return values;
  }
}
