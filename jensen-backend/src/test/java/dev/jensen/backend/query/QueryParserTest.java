package dev.jensen.backend.query;

import static dev.jensen.backend.query.Queries.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.transaction.Order;
import dev.jensen.value.FieldPath;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryParserTest {

  @Test
  void theExampleOfTheSpecIsRead() {
    var query =
        parse(
            """
            {"source":{"type":"IndexRange","indexName":"messages.by_room","order":"desc",
              "range":[{"type":"Eq","fieldPath":"room","value":"lobby"},
                       {"type":"Gte","fieldPath":"score","value":{"$integer":"BQAAAAAAAAA="}}]},
             "operators":[{"filter":{"$neq":[{"$field":"author.name"},{"$literal":"bot"}]}},{"limit":20}]}
            """);

    assertThat(query)
        .isEqualTo(
            new Query(
                new Source.IndexScan(
                    "messages",
                    "by_room",
                    List.of(
                        new Bound(Bound.Type.EQ, FieldPath.parse("room"), new Value.Text("lobby")),
                        new Bound(Bound.Type.GTE, FieldPath.parse("score"), new Value.Int64(5))),
                    Order.DESCENDING),
                List.of(
                    new Operator.Filter(
                        new Expression.Compare(
                            Expression.Comparison.NEQ,
                            new Expression.Field(FieldPath.parse("author.name")),
                            new Expression.Literal(new Value.Text("bot")))),
                    new Operator.Limit(20))));
  }

  @Test
  void theOrderOfMembersDoesNotMatter() {
    assertThat(
            parse(
                "{\"operators\":[],\"source\":{\"order\":null,\"tableName\":\"t\",\"type\":\"FullTableScan\"}}"))
        .isEqualTo(new Query(new Source.FullTableScan("t", Order.ASCENDING), List.of()));
  }

  @Test
  void undefinedIsAValueOfBoundsAndLiterals() {
    var query =
        parse(Queries.indexRange("t.i", "null", Queries.bound("Eq", "a", "{\"$undefined\":null}")));

    assertThat(((Source.IndexScan) query.source()).bounds())
        .containsExactly(new Bound(Bound.Type.EQ, FieldPath.parse("a"), null));
    assertThat(expression("{\"$literal\":{\"$undefined\":null}}"))
        .isEqualTo(new Expression.Literal(null));
  }

  @Test
  void everyExpressionIsRead() {
    var a = new Expression.Literal(new Value.Bool(true));
    var json = "{\"$literal\":true}";

    assertThat(expression("{\"$not\":%s}".formatted(json))).isEqualTo(new Expression.Not(a));
    assertThat(expression("{\"$neg\":%s}".formatted(json))).isEqualTo(new Expression.Negate(a));
    assertThat(expression("{\"$and\":[%s]}".formatted(json)))
        .isEqualTo(new Expression.And(List.of(a)));
    assertThat(expression("{\"$or\":[]}")).isEqualTo(new Expression.Or(List.of()));
    Map.of(
            "$eq", Expression.Comparison.EQ,
            "$neq", Expression.Comparison.NEQ,
            "$lt", Expression.Comparison.LT,
            "$lte", Expression.Comparison.LTE,
            "$gt", Expression.Comparison.GT,
            "$gte", Expression.Comparison.GTE)
        .forEach((name, comparison) ->
            assertThat(expression("{\"%s\":[%s,%s]}".formatted(name, json, json)))
                .isEqualTo(new Expression.Compare(comparison, a, a)));
    Map.of(
            "$add", Expression.Arithmetic.ADD,
            "$sub", Expression.Arithmetic.SUBTRACT,
            "$mul", Expression.Arithmetic.MULTIPLY,
            "$div", Expression.Arithmetic.DIVIDE,
            "$mod", Expression.Arithmetic.MODULO)
        .forEach((name, arithmetic) ->
            assertThat(expression("{\"%s\":[%s,%s]}".formatted(name, json, json)))
                .isEqualTo(new Expression.Calculate(arithmetic, a, a)));
  }

  @Test
  void whatIsNoQueryIsRefusedWithAReason() {
    Map.ofEntries(
            Map.entry("7", "expected a query to be an object"),
            Map.entry("{}", "a query needs \"source\""),
            Map.entry("{\"source\":{}}", "a source needs \"type\""),
            Map.entry("{\"more\":1}", "a query has no \"more\""),
            Map.entry("{\"source\":{\"type\":\"Full\"}}", "unknown source type \"Full\""),
            Map.entry("{\"source\":{\"type\":\"FullTableScan\"}}", "a source needs \"tableName\""),
            Map.entry(
                "{\"source\":{\"type\":\"IndexRange\",\"indexName\":\"x\",\"range\":[]}}",
                "expected an index name of the form \"table.index\", got \"x\""),
            Map.entry(
                Queries.indexRange("t.i", "null", "{\"type\":\"Eq\",\"fieldPath\":\"a\"}"),
                "a bound of an index range needs \"value\""),
            Map.entry(
                Queries.indexRange("t.i", "null", Queries.bound("Ne", "a", "1")),
                "unknown bound type \"Ne\""),
            Map.entry(
                Queries.indexRange("t.i", "null", Queries.bound("Eq", "a-b", "1")),
                "Identifier a-b has invalid character '-': Identifiers can only contain"
                    + " alphanumeric characters or underscores"),
            Map.entry(Queries.fullScan("t", "\"up\""), "unknown order \"up\""),
            Map.entry(Queries.fullScan("t", "7"), "expected \"order\" to be a string"),
            Map.entry(Queries.fullScan("t", "null", "{}"), "an operator must not be empty"),
            Map.entry(Queries.fullScan("t", "null", "{\"skip\":1}"), "unknown operator \"skip\""),
            Map.entry(
                Queries.fullScan("t", "null", "{\"limit\":1.5}"),
                "expected a limit that is a non-negative integer"),
            Map.entry(
                Queries.fullScan("t", "null", "{\"limit\":-1}"),
                "expected a limit that is a non-negative integer"),
            Map.entry(
                Queries.fullScan("t", "null", "{\"limit\":1,\"filter\":{}}"),
                "an operator has no \"filter\""),
            Map.entry(
                Queries.fullScan("t", "null", "{\"filter\":{\"$like\":1}}"),
                "unknown expression \"$like\""),
            Map.entry(
                Queries.fullScan("t", "null", "{\"filter\":{\"$eq\":[{\"$literal\":1}]}}"),
                "expected two operands of \"$eq\", got 1"),
            Map.entry(
                Queries.fullScan("t", "null", "{\"filter\":{\"$and\":1}}"),
                "expected \"$and\" to be an array"))
        .forEach((json, why) ->
            assertThatThrownBy(() -> parse(json))
                .as(json)
                .isInstanceOf(MalformedQueryException.class)
                .hasMessage(why));
  }

  private static Expression expression(String json) {
    var query = parse(Queries.fullScan("t", "null", "{\"filter\":%s}".formatted(json)));
    return ((Operator.Filter) query.operators().getFirst()).condition();
  }
}
