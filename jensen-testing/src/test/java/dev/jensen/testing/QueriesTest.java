package dev.jensen.testing;

import static dev.jensen.functions.Expression.allOf;
import static dev.jensen.functions.Expression.anyOf;
import static dev.jensen.functions.Expression.field;
import static dev.jensen.functions.Expression.literal;
import static dev.jensen.functions.Expression.missing;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.functions.Document;
import dev.jensen.functions.Expression;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.FunctionFailedException;
import dev.jensen.functions.Index;
import dev.jensen.functions.IndexRange;
import dev.jensen.functions.Order;
import dev.jensen.functions.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Queries find what the same conditions find in plain Java.
@Timeout(120)
class QueriesTest {

  /// @param c missing in every third row
  @Table(
      value = "rows",
      indexes = {
        @Index(
            name = "by_a",
            fields = {"a", "b"}),
        @Index(
            name = "by_c",
            fields = {"c", "a", "b"})
      })
  record Row(long a, long b, Optional<Long> c) {}

  @Table("others")
  record Other(long n) {}

  /// A filter, and what it stands for.
  record Filter(String name, Expression condition, Predicate<Row> inJava) {

    List<Row> expected() {
      return ROWS.stream().filter(inJava).toList();
    }
  }

  /// A range of an index, and what it stands for.
  record Range(String name, String index, UnaryOperator<IndexRange> bounds, Predicate<Row> inJava) {

    List<Row> expected() {
      return ROWS.stream()
          .filter(inJava)
          .sorted(index.equals("by_a") ? BY_A : BY_C.thenComparing(BY_A))
          .toList();
    }
  }

  private static final Comparator<Row> BY_A =
      Comparator.comparingLong(Row::a).thenComparingLong(Row::b);

  /// What is missing comes first.
  private static final Comparator<Row> BY_C =
      Comparator.comparingLong(row -> row.c().orElse(Long.MIN_VALUE));

  /// All pairs of numbers around zero but zero itself, in no order that an index has.
  private static final List<Row> ROWS =
      LongStream.range(0, 36).mapToObj(i -> i * 7 % 36).map(QueriesTest::row).toList();

  private static final Expression A = field("a");
  private static final Expression B = field("b");
  private static final Expression C = field("c");

  private static final List<Filter> FILTERS =
      List.of(
          new Filter("eq", A.eq(B), row -> row.a() == row.b()),
          new Filter("neq", A.neq(B), row -> row.a() != row.b()),
          new Filter("lt", A.lt(B), row -> row.a() < row.b()),
          new Filter("lte", A.lte(B), row -> row.a() <= row.b()),
          new Filter("gt", A.gt(B), row -> row.a() > row.b()),
          new Filter("gte", A.gte(B), row -> row.a() >= row.b()),
          new Filter("add", A.add(B).eq(1L), row -> row.a() + row.b() == 1),
          new Filter("sub", A.sub(B).eq(1L), row -> row.a() - row.b() == 1),
          new Filter("mul", A.mul(B).eq(2L), row -> row.a() * row.b() == 2),
          new Filter("div", A.div(B).eq(-1L), row -> row.a() / row.b() == -1),
          new Filter("mod", A.mod(B).eq(-1L), row -> row.a() % row.b() == -1),
          new Filter("neg", A.neg().eq(2L), row -> -row.a() == 2),
          new Filter("not", A.lt(2L).not(), row -> !(row.a() < 2)),
          new Filter("literal", literal(2L).lt(A), row -> 2 < row.a()),
          new Filter("allOf", allOf(A.lt(0L), B.gt(1L)), row -> row.a() < 0 && row.b() > 1),
          new Filter("anyOf", anyOf(A.lt(0L), B.gt(1L)), row -> row.a() < 0 || row.b() > 1),
          new Filter("missing", C.eq(missing()), row -> row.c().isEmpty()),
          new Filter("not missing", C.neq(missing()), row -> row.c().isPresent()),
          new Filter("null", C.eq(null), _ -> false));

  private static final List<Range> RANGES =
      List.of(
          new Range("all", "by_a", range -> range, _ -> true),
          new Range("eq", "by_a", range -> range.eq("a", 1L), row -> row.a() == 1),
          new Range("gt", "by_a", range -> range.gt("a", 1L), row -> row.a() > 1),
          new Range("gte", "by_a", range -> range.gte("a", 1L), row -> row.a() >= 1),
          new Range("lt", "by_a", range -> range.lt("a", 1L), row -> row.a() < 1),
          new Range("lte", "by_a", range -> range.lte("a", 1L), row -> row.a() <= 1),
          new Range(
              "gt and lte",
              "by_a",
              range -> range.gt("a", -2L).lte("a", 2L),
              row -> row.a() > -2 && row.a() <= 2),
          new Range(
              "gte and lt",
              "by_a",
              range -> range.gte("a", -2L).lt("a", 2L),
              row -> row.a() >= -2 && row.a() < 2),
          new Range(
              "eq and gte",
              "by_a",
              range -> range.eq("a", 1L).gte("b", 1L),
              row -> row.a() == 1 && row.b() >= 1),
          new Range("missing", "by_c", range -> range.missing("c"), row -> row.c().isEmpty()),
          new Range("null", "by_c", range -> range.eq("c", null), _ -> false),
          new Range(
              "missing and gt",
              "by_c",
              range -> range.missing("c").gt("a", 1L),
              row -> row.c().isEmpty() && row.a() > 1),
          new Range(
              "smaller or missing",
              "by_c",
              range -> range.lt("c", 2L),
              row -> row.c().orElse(Long.MIN_VALUE) < 2),
          new Range("there", "by_c", range -> range.gt("c", null), row -> row.c().isPresent()));

  private static TestDeployment deployment;

  private static Row row(long i) {
    long a = i / 6 - 3;
    long b = i % 6 - 3;
    return new Row(
        a < 0 ? a : a + 1, b < 0 ? b : b + 1, i % 3 == 0 ? Optional.empty() : Optional.of(i % 4));
  }

  @BeforeAll
  static void start() {
    deployment = TestDeployment.start(FunctionApp.of().withTables(Row.class, Other.class));
    deployment.perform(ctx -> ROWS.forEach(row -> ctx.db().insert(row)));
  }

  @AfterAll
  static void stop() {
    deployment.close();
  }

  private static List<Row> contents(List<Document<Row>> documents) {
    return documents.stream().map(Document::content).toList();
  }

  @Test
  void filtersKeepWhatTheirConditionIsTrueFor() {
    for (var filter : FILTERS) {
      var found =
          deployment.run(
              ctx -> contents(ctx.db().query(Row.class).filter(filter.condition()).collect()));

      assertThat(found).as(filter.name()).containsExactlyInAnyOrderElementsOf(filter.expected());
    }
    assertThat(FILTERS.stream().map(Filter::expected)).doesNotHaveDuplicates();
  }

  @Test
  void rangesHaveWhatIsWithinTheirBounds() {
    for (var range : RANGES) {
      var found =
          deployment.run(ctx ->
              contents(
                  ctx.db().query(Row.class).withIndex(range.index(), range.bounds()).collect()));

      assertThat(found).as(range.name()).isEqualTo(range.expected());
    }
    assertThat(RANGES.stream().map(Range::expected)).doesNotHaveDuplicates();
  }

  @Test
  void rangesHaveAnOrder() {
    for (var range : RANGES) {
      var found =
          deployment.run(ctx ->
              contents(
                  ctx.db()
                      .query(Row.class)
                      .withIndex(range.index(), range.bounds())
                      .order(Order.DESCENDING)
                      .collect()));

      assertThat(found).as(range.name()).isEqualTo(range.expected().reversed());
    }
  }

  @Test
  void theFirstIsFirstInTheOrder() {
    deployment.perform(ctx -> {
      var query = ctx.db().query(Row.class).withIndex("by_a");

      assertThat(requireNonNull(query.first()).content())
          .isEqualTo(RANGES.getFirst().expected().getFirst());
      assertThat(requireNonNull(query.order(Order.DESCENDING).first()).content())
          .isEqualTo(RANGES.getFirst().expected().getLast());
      assertThat(query.filter(A.gt(5L)).first()).isNull();
    });
  }

  @Test
  void theOnlyOneIsTheOnlyOne() {
    deployment.perform(ctx -> {
      var others = ctx.db().query(Other.class);
      assertThat(others.unique()).isNull();

      var one = ctx.db().insert(new Other(1));
      assertThat(requireNonNull(others.unique()).id()).isEqualTo(one);

      var two = ctx.db().insert(new Other(2));
      assertThatThrownBy(others::unique)
          .isInstanceOf(FunctionFailedException.class)
          .hasMessage(
              "unique() query returned more than one result from table others:\n [%s, %s, ...]",
              one, two);
    });
  }
}
