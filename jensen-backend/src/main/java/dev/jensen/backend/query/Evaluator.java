package dev.jensen.backend.query;

import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// Computes filter expressions for documents. Null stands for undefined throughout.
final class Evaluator {

  private static final Value TRUE = new Value.Bool(true);
  private static final Value FALSE = new Value.Bool(false);

  private Evaluator() {}

  /// Whether `condition` is true for `document`.
  ///
  /// @throws InvalidQueryException if it is neither true nor false, or cannot be computed
  static boolean holds(Expression condition, Value.Obj document) {
    return bool(evaluate(condition, document), "A filter must produce a boolean");
  }

  static @Nullable Value evaluate(Expression expression, Value.Obj document) {
    return switch (expression) {
      case Expression.Literal(var value) -> value;
      case Expression.Field(var path) -> path.in(document);
      case Expression.Compare(var comparison, var left, var right) ->
          bool(
              comparison.holds(Value.compare(evaluate(left, document), evaluate(right, document))));
      case Expression.Calculate(var arithmetic, var left, var right) ->
          calculate(arithmetic, evaluate(left, document), evaluate(right, document));
      case Expression.Negate(var operand) -> negate(evaluate(operand, document));
      case Expression.Not(var operand) ->
          bool(!bool(evaluate(operand, document), "The operand of `$not` must be a boolean"));
      case Expression.And(var operands) -> {
        for (var operand : operands) {
          if (!bool(evaluate(operand, document), "The operands of `$and` must be booleans")) {
            yield FALSE;
          }
        }
        yield TRUE;
      }
      case Expression.Or(var operands) -> {
        for (var operand : operands) {
          if (bool(evaluate(operand, document), "The operands of `$or` must be booleans")) {
            yield TRUE;
          }
        }
        yield FALSE;
      }
    };
  }

  private static Value bool(boolean value) {
    return value ? TRUE : FALSE;
  }

  private static boolean bool(@Nullable Value value, String rule) {
    if (value instanceof Value.Bool(var bool)) {
      return bool;
    }
    throw new InvalidQueryException("%s, found %s".formatted(rule, withType(value)));
  }

  private static Value calculate(
      Expression.Arithmetic arithmetic, @Nullable Value left, @Nullable Value right) {
    if (left instanceof Value.Int64(var l) && right instanceof Value.Int64(var r)) {
      return new Value.Int64(integers(arithmetic, l, r));
    }
    if (left instanceof Value.Float64(var l) && right instanceof Value.Float64(var r)) {
      return new Value.Float64(floats(arithmetic, l, r));
    }
    throw new InvalidQueryException(
        "Cannot %s %s and %s".formatted(arithmetic.verb(), withType(left), withType(right)));
  }

  private static long integers(Expression.Arithmetic arithmetic, long left, long right) {
    try {
      return switch (arithmetic) {
        case ADD -> Math.addExact(left, right);
        case SUBTRACT -> Math.subtractExact(left, right);
        case MULTIPLY -> Math.multiplyExact(left, right);
        case DIVIDE -> Math.divideExact(left, nonZero(arithmetic, left, right));
        case MODULO -> left % nonZero(arithmetic, left, right);
      };
    } catch (ArithmeticException overflow) {
      throw new InvalidQueryException(
          "Cannot %s %d and %d: the result is out of range for Int64"
              .formatted(arithmetic.verb(), left, right));
    }
  }

  private static long nonZero(Expression.Arithmetic arithmetic, long left, long right) {
    if (right == 0) {
      throw new InvalidQueryException("Cannot %s %d by zero".formatted(arithmetic.verb(), left));
    }
    return right;
  }

  private static double floats(Expression.Arithmetic arithmetic, double left, double right) {
    return switch (arithmetic) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case MODULO -> left % right;
    };
  }

  private static Value negate(@Nullable Value value) {
    return switch (value) {
      case Value.Float64(var number) -> new Value.Float64(-number);
      case Value.Int64(var number) when number != Long.MIN_VALUE -> new Value.Int64(-number);
      case Value.Int64(var number) ->
          throw new InvalidQueryException(
              "Cannot negate %d: the result is out of range for Int64".formatted(number));
      case null, default ->
          throw new InvalidQueryException("Cannot negate %s".formatted(withType(value)));
    };
  }

  /// A value and its type, such as `"a" (type String)`.
  private static String withType(@Nullable Value value) {
    return "%s (type %s)".formatted(display(value), type(value));
  }

  /// How messages show a value that may be undefined.
  static String display(@Nullable Value value) {
    return value == null ? "undefined" : value.display();
  }

  private static String type(@Nullable Value value) {
    return switch (value) {
      case null -> "Undefined";
      case Value.Null _ -> "Null";
      case Value.Int64 _, Value.CommitTimestamp _ -> "Int64";
      case Value.Float64 _ -> "Float64";
      case Value.Bool _ -> "Boolean";
      case Value.Text _ -> "String";
      case Value.Bytes _ -> "Bytes";
      case Value.Array _ -> "Array";
      case Value.Obj _ -> "Object";
    };
  }
}
