package dev.jensen.backend.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.value.FieldPath;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

  private static final Value.Obj DOCUMENT =
      (Value.Obj) JsonFormat.ENCODED.read("{\"a\":{\"b\":1},\"n\":2}");
  private static final Expression TRUE = literal(new Value.Bool(true));
  private static final Expression FALSE = literal(new Value.Bool(false));
  private static final Expression NUMBER = literal(new Value.Float64(1));

  @Test
  void fieldsAreFoundByPath() {
    assertThat(value(field("a.b"))).isEqualTo(new Value.Float64(1));
    assertThat(value(field("a.c"))).isNull();
    assertThat(value(field("n.b"))).isNull();
  }

  @Test
  void comparisonsFollowTheTotalOrder() {
    assertThat(holds(compare(Expression.Comparison.EQ, integer(1), number(1)))).isFalse();
    assertThat(holds(compare(Expression.Comparison.LT, integer(9), number(1)))).isTrue();
    assertThat(holds(compare(Expression.Comparison.EQ, number(-0.0), number(0.0)))).isFalse();
    assertThat(holds(compare(Expression.Comparison.EQ, number(Double.NaN), number(Double.NaN))))
        .isTrue();
    assertThat(holds(compare(Expression.Comparison.LT, field("none"), literal(new Value.Null()))))
        .isTrue();
    assertThat(holds(compare(Expression.Comparison.EQ, field("none"), literal(null)))).isTrue();
    assertThat(holds(compare(Expression.Comparison.NEQ, number(1), number(2)))).isTrue();
    assertThat(holds(compare(Expression.Comparison.LTE, number(2), number(2)))).isTrue();
    assertThat(holds(compare(Expression.Comparison.GT, number(2), number(2)))).isFalse();
    assertThat(holds(compare(Expression.Comparison.GTE, number(2), number(2)))).isTrue();
  }

  @Test
  void andAndOrStopEarly() {
    assertThat(holds(new Expression.And(List.of()))).isTrue();
    assertThat(holds(new Expression.Or(List.of()))).isFalse();
    assertThat(holds(new Expression.And(List.of(FALSE, NUMBER)))).isFalse();
    assertThat(holds(new Expression.Or(List.of(TRUE, NUMBER)))).isTrue();
    assertThat(holds(new Expression.Not(FALSE))).isTrue();
  }

  @Test
  void calculationsKeepTheirType() {
    assertThat(value(calculate(Expression.Arithmetic.ADD, integer(2), integer(3))))
        .isEqualTo(new Value.Int64(5));
    assertThat(value(calculate(Expression.Arithmetic.SUBTRACT, integer(2), integer(3))))
        .isEqualTo(new Value.Int64(-1));
    assertThat(value(calculate(Expression.Arithmetic.MULTIPLY, number(2), number(1.5))))
        .isEqualTo(new Value.Float64(3));
    assertThat(value(calculate(Expression.Arithmetic.DIVIDE, integer(-7), integer(2))))
        .isEqualTo(new Value.Int64(-3));
    assertThat(value(calculate(Expression.Arithmetic.DIVIDE, number(1), number(0))))
        .isEqualTo(new Value.Float64(Double.POSITIVE_INFINITY));
    assertThat(value(calculate(Expression.Arithmetic.MODULO, integer(-7), integer(2))))
        .isEqualTo(new Value.Int64(-1));
    assertThat(value(new Expression.Negate(integer(3)))).isEqualTo(new Value.Int64(-3));
    assertThat(value(new Expression.Negate(number(3)))).isEqualTo(new Value.Float64(-3));
  }

  @Test
  void whatCannotBeComputedIsTheAuthorsMistake() {
    refuses(
        calculate(Expression.Arithmetic.ADD, integer(1), number(1)),
        "Cannot add 1 (type Int64) and 1.0 (type Float64)");
    refuses(
        calculate(Expression.Arithmetic.SUBTRACT, literal(null), literal(new Value.Text("x"))),
        "Cannot subtract undefined (type Undefined) and \"x\" (type String)");
    refuses(
        calculate(Expression.Arithmetic.MULTIPLY, TRUE, literal(new Value.Null())),
        "Cannot multiply true (type Boolean) and null (type Null)");
    refuses(
        calculate(Expression.Arithmetic.MODULO, literal(Value.Obj.EMPTY), number(1)),
        "Cannot mod {} (type Object) and 1.0 (type Float64)");
    refuses(
        calculate(Expression.Arithmetic.DIVIDE, integer(7), integer(0)), "Cannot divide 7 by zero");
    refuses(
        calculate(Expression.Arithmetic.ADD, integer(Long.MAX_VALUE), integer(1)),
        "Cannot add 9223372036854775807 and 1: the result is out of range for Int64");
    refuses(new Expression.Negate(TRUE), "Cannot negate true (type Boolean)");
    refuses(
        new Expression.Negate(integer(Long.MIN_VALUE)),
        "Cannot negate -9223372036854775808: the result is out of range for Int64");
    refuses(
        new Expression.Not(NUMBER),
        "The operand of `$not` must be a boolean, found 1.0 (type Float64)");
    refuses(
        new Expression.And(List.of(TRUE, NUMBER)),
        "The operands of `$and` must be booleans, found 1.0 (type Float64)");
    refuses(NUMBER, "A filter must produce a boolean, found 1.0 (type Float64)");
  }

  private static void refuses(Expression expression, String message) {
    assertThatThrownBy(() -> holds(expression))
        .isInstanceOf(InvalidQueryException.class)
        .hasMessage(message);
  }

  private static boolean holds(Expression expression) {
    return Evaluator.holds(expression, DOCUMENT);
  }

  private static @Nullable Value value(Expression expression) {
    return Evaluator.evaluate(expression, DOCUMENT);
  }

  private static Expression literal(@Nullable Value value) {
    return new Expression.Literal(value);
  }

  private static Expression integer(long number) {
    return literal(new Value.Int64(number));
  }

  private static Expression number(double number) {
    return literal(new Value.Float64(number));
  }

  private static Expression field(String path) {
    return new Expression.Field(FieldPath.parse(path));
  }

  private static Expression compare(
      Expression.Comparison comparison, Expression left, Expression right) {
    return new Expression.Compare(comparison, left, right);
  }

  private static Expression calculate(
      Expression.Arithmetic arithmetic, Expression left, Expression right) {
    return new Expression.Calculate(arithmetic, left, right);
  }
}
