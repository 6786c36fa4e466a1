package dev.jensen.backend.query;

import dev.jensen.backend.transaction.Order;
import dev.jensen.value.FieldPath;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the JSON form of queries (`spec/function-runtime.md` §4), strictly.
///
/// Every method begins at the first token of what it reads and ends at its last one.
public final class QueryParser {

  private final JsonParser parser;

  private QueryParser(JsonParser parser) {
    this.parser = parser;
  }

  /// Reads the query that begins at the current token; afterwards the current token is its last.
  ///
  /// @throws MalformedQueryException if the JSON there is no query
  /// @throws tools.jackson.core.JacksonException if there is no JSON
  public static Query parse(JsonParser parser) {
    try {
      return new QueryParser(parser).query();
    } catch (InvalidValueException e) {
      throw new MalformedQueryException(String.valueOf(e.getMessage()));
    }
  }

  private Query query() {
    requireObject("a query");
    Source source = null;
    List<Operator> operators = null;
    while (nextMember()) {
      switch (parser.currentName()) {
        case "source" -> source = value(this::source);
        case "operators" -> operators = value(() -> list("operators", this::operator));
        default -> throw unknownMember("a query");
      }
    }
    return new Query(
        required(source, "a query", "source"), required(operators, "a query", "operators"));
  }

  private Source source() {
    requireObject("a source");
    String type = null;
    String table = null;
    String index = null;
    List<Bound> range = null;
    var order = Order.ASCENDING;
    while (nextMember()) {
      switch (parser.currentName()) {
        case "type" -> type = value(() -> text("type"));
        case "tableName" -> table = value(() -> text("tableName"));
        case "indexName" -> index = value(() -> text("indexName"));
        case "range" -> range = value(() -> list("range", this::bound));
        case "order" -> order = value(this::order);
        case "filters" -> value(this::skip);
        default -> throw unknownMember("a source");
      }
    }
    return switch (required(type, "a source", "type")) {
      case "FullTableScan" ->
          new Source.FullTableScan(required(table, "a source", "tableName"), order);
      case "IndexRange" -> {
        var name = indexName(required(index, "a source", "indexName"));
        yield new Source.IndexScan(
            name.getFirst(), name.getLast(), required(range, "a source", "range"), order);
      }
      case "Search" -> {
        var name = indexName(required(index, "a source", "indexName"));
        yield new Source.TextSearch(name.getFirst(), name.getLast());
      }
      case String other ->
          throw new MalformedQueryException("unknown source type \"%s\"".formatted(other));
    };
  }

  private static List<String> indexName(String name) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      throw new MalformedQueryException(
          "expected an index name of the form \"table.index\", got \"%s\"".formatted(name));
    }
    return List.of(name.substring(0, dot), name.substring(dot + 1));
  }

  private Order order() {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return Order.ASCENDING;
    }
    return switch (text("order")) {
      case "asc" -> Order.ASCENDING;
      case "desc" -> Order.DESCENDING;
      case String other ->
          throw new MalformedQueryException("unknown order \"%s\"".formatted(other));
    };
  }

  private Bound bound() {
    requireObject("a bound of an index range");
    Bound.Type type = null;
    FieldPath field = null;
    Value value = null;
    boolean hasValue = false;
    while (nextMember()) {
      switch (parser.currentName()) {
        case "type" -> type = value(this::boundType);
        case "fieldPath" -> field = value(() -> FieldPath.parse(text("fieldPath")));
        case "value" -> {
          parser.nextToken();
          value = JsonFormat.UNCOMMITTED.readOptional(parser);
          hasValue = true;
        }
        default -> throw unknownMember("a bound of an index range");
      }
    }
    var what = "a bound of an index range";
    if (!hasValue) {
      throw missing(what, "value");
    }
    return new Bound(required(type, what, "type"), required(field, what, "fieldPath"), value);
  }

  private Bound.Type boundType() {
    return switch (text("type")) {
      case "Eq" -> Bound.Type.EQ;
      case "Gt" -> Bound.Type.GT;
      case "Gte" -> Bound.Type.GTE;
      case "Lt" -> Bound.Type.LT;
      case "Lte" -> Bound.Type.LTE;
      case String other ->
          throw new MalformedQueryException("unknown bound type \"%s\"".formatted(other));
    };
  }

  private Operator operator() {
    return single(
        "an operator",
        name ->
            switch (name) {
              case "filter" -> new Operator.Filter(expression());
              case "limit" -> new Operator.Limit(limit());
              default ->
                  throw new MalformedQueryException("unknown operator \"%s\"".formatted(name));
            });
  }

  private long limit() {
    double number = isNumber() ? parser.getDoubleValue() : -1;
    if (!(number >= 0 && number == Math.rint(number) && number <= Integer.MAX_VALUE)) {
      throw new MalformedQueryException("expected a limit that is a non-negative integer");
    }
    return (long) number;
  }

  private boolean isNumber() {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        || parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
  }

  private Expression expression() {
    return single("an expression", this::expression);
  }

  private Expression expression(String name) {
    return switch (name) {
      case "$literal" -> new Expression.Literal(JsonFormat.UNCOMMITTED.readOptional(parser));
      case "$field" -> new Expression.Field(FieldPath.parse(text("$field")));
      case "$eq" -> compare(Expression.Comparison.EQ, name);
      case "$neq" -> compare(Expression.Comparison.NEQ, name);
      case "$lt" -> compare(Expression.Comparison.LT, name);
      case "$lte" -> compare(Expression.Comparison.LTE, name);
      case "$gt" -> compare(Expression.Comparison.GT, name);
      case "$gte" -> compare(Expression.Comparison.GTE, name);
      case "$add" -> calculate(Expression.Arithmetic.ADD, name);
      case "$sub" -> calculate(Expression.Arithmetic.SUBTRACT, name);
      case "$mul" -> calculate(Expression.Arithmetic.MULTIPLY, name);
      case "$div" -> calculate(Expression.Arithmetic.DIVIDE, name);
      case "$mod" -> calculate(Expression.Arithmetic.MODULO, name);
      case "$neg" -> new Expression.Negate(expression());
      case "$not" -> new Expression.Not(expression());
      case "$and" -> new Expression.And(list(name, this::expression));
      case "$or" -> new Expression.Or(list(name, this::expression));
      default -> throw new MalformedQueryException("unknown expression \"%s\"".formatted(name));
    };
  }

  private Expression compare(Expression.Comparison comparison, String name) {
    var operands = pair(name);
    return new Expression.Compare(comparison, operands.getFirst(), operands.getLast());
  }

  private Expression calculate(Expression.Arithmetic arithmetic, String name) {
    var operands = pair(name);
    return new Expression.Calculate(arithmetic, operands.getFirst(), operands.getLast());
  }

  private List<Expression> pair(String name) {
    var operands = list(name, this::expression);
    if (operands.size() != 2) {
      throw new MalformedQueryException(
          "expected two operands of \"%s\", got %d".formatted(name, operands.size()));
    }
    return operands;
  }

  /// Reads an object with exactly one member; `read` gets its name and stands at its value.
  private <T> T single(String what, Function<String, T> read) {
    requireObject(what);
    if (!nextMember()) {
      throw new MalformedQueryException("%s must not be empty".formatted(what));
    }
    var name = parser.currentName();
    T result = value(() -> read.apply(name));
    if (parser.nextToken() != JsonToken.END_OBJECT) {
      throw unknownMember(what);
    }
    return result;
  }

  private <T> List<T> list(String what, Supplier<T> read) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new MalformedQueryException("expected \"%s\" to be an array".formatted(what));
    }
    var items = new ArrayList<T>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(read.get());
    }
    return items;
  }

  private String text(String what) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new MalformedQueryException("expected \"%s\" to be a string".formatted(what));
    }
    return parser.getString();
  }

  private boolean skip() {
    parser.skipChildren();
    return true;
  }

  private boolean nextMember() {
    return parser.nextToken() == JsonToken.PROPERTY_NAME;
  }

  /// Moves from a member's name to its value and reads it.
  private <T> T value(Supplier<T> read) {
    parser.nextToken();
    return read.get();
  }

  private void requireObject(String what) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedQueryException("expected %s to be an object".formatted(what));
    }
  }

  private static <T> T required(@Nullable T member, String of, String name) {
    if (member == null) {
      throw missing(of, name);
    }
    return member;
  }

  private static MalformedQueryException missing(String of, String name) {
    return new MalformedQueryException("%s needs \"%s\"".formatted(of, name));
  }

  private MalformedQueryException unknownMember(String of) {
    return new MalformedQueryException(
        "%s has no \"%s\"".formatted(of, String.valueOf(parser.currentName())));
  }
}
