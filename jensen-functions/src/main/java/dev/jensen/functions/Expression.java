package dev.jensen.functions;

import dev.jensen.mapping.Values;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a filter computes of a document. Immutable.
///
/// Operands that are no expressions stand for themselves. Comparisons order values of different
/// types as indexes do.
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="filter"}
public final class Expression {

  private final String json;

  private Expression(String json) {
    this.json = json;
  }

  /// The value of a document's field, such as `author.name`; missing if it has none.
  public static Expression field(String path) {
    return new Expression(
        "{\"$field\":%s}".formatted(JsonFormat.ENCODED.write(new Value.Text(path))));
  }

  /// The value that `value` stands for.
  public static Expression literal(@Nullable Object value) {
    return new Expression(
        "{\"$literal\":%s}".formatted(JsonFormat.ENCODED.write(Values.of(value))));
  }

  /// A missing field, to compare with.
  public static Expression missing() {
    return new Expression("{\"$literal\":{\"$undefined\":null}}");
  }

  /// Whether all of `conditions` are true.
  public static Expression allOf(Expression... conditions) {
    return list("$and", conditions);
  }

  /// Whether one of `conditions` is true.
  public static Expression anyOf(Expression... conditions) {
    return list("$or", conditions);
  }

  /// Whether both are equal.
  public Expression eq(@Nullable Object other) {
    return with("$eq", other);
  }

  /// Whether both are not equal.
  public Expression neq(@Nullable Object other) {
    return with("$neq", other);
  }

  /// Whether this is smaller.
  public Expression lt(@Nullable Object other) {
    return with("$lt", other);
  }

  /// Whether this is as small or smaller.
  public Expression lte(@Nullable Object other) {
    return with("$lte", other);
  }

  /// Whether this is greater.
  public Expression gt(@Nullable Object other) {
    return with("$gt", other);
  }

  /// Whether this is as great or greater.
  public Expression gte(@Nullable Object other) {
    return with("$gte", other);
  }

  /// The sum of both.
  public Expression add(Object other) {
    return with("$add", other);
  }

  /// The difference of both.
  public Expression sub(Object other) {
    return with("$sub", other);
  }

  /// The product of both.
  public Expression mul(Object other) {
    return with("$mul", other);
  }

  /// The quotient of both.
  public Expression div(Object other) {
    return with("$div", other);
  }

  /// The remainder of the division of both.
  public Expression mod(Object other) {
    return with("$mod", other);
  }

  /// This with the other sign.
  public Expression neg() {
    return new Expression("{\"$neg\":%s}".formatted(json));
  }

  /// Whether this is not true.
  public Expression not() {
    return new Expression("{\"$not\":%s}".formatted(json));
  }

  private Expression with(String operator, @Nullable Object other) {
    var right = other instanceof Expression expression ? expression : literal(other);
    return new Expression("{\"%s\":[%s,%s]}".formatted(operator, json, right.json));
  }

  private static Expression list(String operator, Expression... conditions) {
    var items = Arrays.stream(conditions).map(Expression::toJson).collect(Collectors.joining(","));
    return new Expression("{\"%s\":[%s]}".formatted(operator, items));
  }

  /// The JSON that the server reads (`spec/function-runtime.md` §4).
  public String toJson() {
    return json;
  }
}
