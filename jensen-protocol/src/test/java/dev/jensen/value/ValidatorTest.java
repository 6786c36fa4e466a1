package dev.jensen.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.Seeded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidatorTest {

  private static final TableNames TABLES =
      number ->
          number == 10001
              ? "messages"
              : number == 10002 ? "users" : number == 540 ? "_storage" : null;

  private static final String MESSAGE_ID = id(10001);

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"type\":\"any\"} | v.any()",
        "{\"type\":\"null\"} | v.null()",
        "{\"type\":\"number\"} | v.float64()",
        "{\"type\":\"bigint\"} | v.int64()",
        "{\"type\":\"commitTs\"} | v.commitTs()",
        "{\"type\":\"boolean\"} | v.boolean()",
        "{\"type\":\"string\"} | v.string()",
        "{\"type\":\"bytes\"} | v.bytes()",
        "{\"type\":\"literal\",\"value\":\"x\"} | v.literal(\"x\")",
        "{\"type\":\"literal\",\"value\":1.5} | v.literal(1.5)",
        "{\"type\":\"literal\",\"value\":true} | v.literal(true)",
        "{\"type\":\"literal\",\"value\":{\"$integer\":\"BQAAAAAAAAA=\"}} | v.literal(<bigint>)",
        "{\"tableName\":\"t\",\"type\":\"id\"} | v.id(\"t\")",
        "{\"type\":\"array\",\"value\":{\"type\":\"any\"}} | v.array(v.any())",
        "{\"keys\":{\"type\":\"string\"},\"type\":\"record\",\"values\":{\"fieldType\":{\"type\":\"any\"},\"optional\":false}}"
            + " | v.record(v.string(), v.any())",
        "{\"type\":\"object\",\"value\":{}} | v.object({})",
        "{\"type\":\"object\",\"value\":{\"a\":{\"fieldType\":{\"type\":\"string\"},\"optional\":false},\"b\":{\"fieldType\":{\"type\":\"number\"},\"optional\":true}}}"
            + " | v.object({a: v.string(), b: v.optional(v.float64())})",
        "{\"type\":\"union\",\"value\":[{\"type\":\"null\"},{\"type\":\"string\"}]} |"
            + " v.union(v.null(), v.string())"
      })
  void readsWritesAndDisplaysEveryKind(String json, String display) {
    var validator = Validator.parse(json);

    assertThat(validator.display()).isEqualTo(display);
    assertThat(validator.toJson()).isEqualTo(json);
    assertThat(Validator.of(validator.toValue())).isEqualTo(validator);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{\"type\":5}",
        "{\"type\":\"set\"}",
        "{\"type\":\"literal\"}",
        "{\"type\":\"literal\",\"value\":null}",
        "{\"type\":\"id\"}",
        "{\"type\":\"id\",\"tableName\":\"a b\"}",
        "{\"type\":\"array\"}",
        "{\"type\":\"object\",\"value\":[]}",
        "{\"type\":\"object\",\"value\":{\"a\":{\"type\":\"any\"}}}",
        "{\"type\":\"object\",\"value\":{\"a-b\":{\"fieldType\":{\"type\":\"any\"},\"optional\":false}}}",
        "{\"type\":\"union\",\"value\":{}}",
        "not json"
      })
  void refusesWhatIsNoValidator(String json) {
    assertThatThrownBy(() -> Validator.parse(json)).isInstanceOf(InvalidValueException.class);
  }

  @Seeded(runs = 500)
  void everyMatchIsDecidedAndEveryMismatchShows(RandomGenerator random) {
    var validator = validator(random, 3);
    var value = new ValueGenerator(random).value(3);

    String mismatch = mismatch(validator, value);

    assertThat(Validator.parse(validator.toJson())).isEqualTo(validator);
    assertThat(mismatch(new Validator.Union(List.of(validator, validator)), value) == null)
        .isEqualTo(mismatch == null);
    if (mismatch != null) {
      assertThat(mismatch).contains("alidator");
    }
  }

  private static Validator validator(RandomGenerator random, int nesting) {
    return switch (random.nextInt(nesting == 0 ? 8 : 12)) {
      case 0 -> new Validator.Any();
      case 1 -> new Validator.Null();
      case 2 -> new Validator.Float64();
      case 3 -> new Validator.Int64();
      case 4 -> new Validator.Text();
      case 5 -> new Validator.Literal(new ValueGenerator(random).int64());
      case 6 -> new Validator.Id("messages");
      case 7 -> new Validator.Bool();
      case 8 -> new Validator.Array(validator(random, nesting - 1));
      case 9 -> new Validator.Dictionary(new Validator.Text(), validator(random, nesting - 1));
      case 10 ->
          object(
              Map.of(
                  "a", new Validator.Field(validator(random, nesting - 1), random.nextBoolean()),
                  "b", new Validator.Field(validator(random, nesting - 1), true)));
      default ->
          new Validator.Union(
              List.of(validator(random, nesting - 1), validator(random, nesting - 1)));
    };
  }

  @Test
  void recordsHaveStringKeysAndRequiredValues() {
    var any = new Validator.Any();
    var literal = new Validator.Literal(text("a"));
    String optional =
        "{\"type\":\"record\",\"keys\":{\"type\":\"string\"},\"values\":{\"fieldType\":{\"type\":\"any\"},\"optional\":true}}";

    assertThatThrownBy(() -> new Validator.Dictionary(new Validator.Float64(), any))
        .hasMessageStartingWith("Records can only have string keys. ");
    assertThatThrownBy(() -> new Validator.Dictionary(new Validator.Union(List.of(literal)), any))
        .hasMessage("Records cannot have string literal keys");
    assertThatThrownBy(() -> Validator.parse(optional))
        .hasMessage("Records cannot have optional values");
  }

  @Test
  void eachTypeMatchesItselfOnly() {
    var scalars =
        Map.of(
            new Validator.Null(),
            new Value.Null(),
            new Validator.Float64(),
            new Value.Float64(1),
            new Validator.Int64(),
            new Value.Int64(1),
            new Validator.Bool(),
            new Value.Bool(true),
            new Validator.Text(),
            text("1"),
            new Validator.Bytes(),
            new Value.Bytes(new byte[1]),
            new Validator.Array(new Validator.Any()),
            new Value.Array(List.of()),
            Validator.Obj.of(Map.of()),
            Value.Obj.EMPTY);

    scalars.forEach((validator, own) ->
        scalars
            .values()
            .forEach(value ->
                assertThat(mismatch(validator, value) == null).isEqualTo(value.equals(own))));
    scalars.values().forEach(value -> assertThat(mismatch(new Validator.Any(), value)).isNull());
    assertThat(mismatch(new Validator.CommitTs(), new Value.Int64(1))).isNull();
    assertThat(mismatch(new Validator.CommitTs(), new Value.CommitTimestamp())).isNull();
    assertThat(mismatch(new Validator.Int64(), new Value.CommitTimestamp())).isNull();
    assertThat(mismatch(new Validator.CommitTs(), new Value.Float64(1))).isNotNull();
  }

  @Test
  void aMissingFieldIsNamed() {
    var validator = object(Map.of("a", required(new Validator.Text())));

    assertThat(mismatch(validator, Value.Obj.EMPTY))
        .isEqualTo(
            """
            Object is missing the required field `a`. Consider wrapping the field validator in `v.optional(...)` if this is expected.

            Object: {}
            Validator: v.object({a: v.string()})\
            """);
  }

  @Test
  void anExtraFieldIsNamed() {
    var validator = new Validator.Array(object(Map.of()));
    var value = new Value.Array(List.of(Value.Obj.of(Map.of("b", new Value.Float64(1)))));

    assertThat(mismatch(validator, value))
        .isEqualTo(
            """
            Object contains extra field `b` that is not in the validator.
            Path: [0]
            Object: {b: 1.0}
            Validator: v.object({})\
            """);
  }

  @Test
  void optionalFieldsMayBeMissingButNotWrong() {
    var validator = object(Map.of("a", new Validator.Field(new Validator.Text(), true)));

    assertThat(mismatch(validator, Value.Obj.EMPTY)).isNull();
    assertThat(mismatch(validator, Value.Obj.of(Map.of("a", new Value.Null())))).isNotNull();
  }

  @Test
  void thePathLeadsToTheMistake() {
    var items = new Validator.Array(object(Map.of("name", required(new Validator.Text()))));
    var validator = object(Map.of("items", required(items)));
    var value =
        Value.Obj.of(
            Map.of(
                "items",
                new Value.Array(List.of(Value.Obj.of(Map.of("name", new Value.Float64(3)))))));

    assertThat(mismatch(validator, value))
        .isEqualTo(
            """
            Value does not match validator.
            Path: .items[0].name
            Value: 3.0
            Validator: v.string()\
            """);
  }

  @Test
  void recordsNameKeysAndValuesInThePath() {
    var byId = new Validator.Dictionary(new Validator.Id("messages"), new Validator.Float64());

    assertThat(mismatch(byId, Value.Obj.of(Map.of(MESSAGE_ID, new Value.Float64(1))))).isNull();
    assertThat(mismatch(byId, Value.Obj.of(Map.of("x", new Value.Float64(1)))))
        .isEqualTo(
            """
            Value does not match validator.
            Path: .keys()
            Value: "x"
            Validator: v.id("messages")\
            """);
    assertThat(mismatch(byId, Value.Obj.of(Map.of(MESSAGE_ID, new Value.Null()))))
        .isEqualTo(
            """
            Value does not match validator.
            Path: .values()
            Value: null
            Validator: v.float64()\
            """);
    assertThat(mismatch(byId, new Value.Array(List.of())))
        .isEqualTo(
            """
            Value does not match validator.

            Value: []
            Validator: v.record(v.id("messages"), v.float64())\
            """);
  }

  @Test
  void literalsCompareByTheTotalOrder() {
    var zero = new Validator.Literal(new Value.Float64(0));

    assertThat(mismatch(zero, new Value.Float64(0))).isNull();
    assertThat(mismatch(zero, new Value.Float64(-0.0)))
        .isEqualTo("`-0.0` does not match literal validator `v.literal(0.0)`.");
    assertThat(
            mismatch(
                object(Map.of("a", required(new Validator.Literal(text("x"))))),
                Value.Obj.of(Map.of("a", text("y")))))
        .isEqualTo("`\"y\"` does not match literal validator `v.literal(\"x\")`.Path: .a");
  }

  @Test
  void idsMatchTheirTable() {
    var validator = new Validator.Id("messages");

    assertThat(mismatch(validator, text(MESSAGE_ID))).isNull();
    assertThat(mismatch(new Validator.Id("_storage"), text(id(540)))).isNull();
    assertThat(mismatch(validator, text(id(10002))))
        .isEqualTo(
            "Found ID \"%s\" from table `users`, which does not match the table name in validator `v.id(\"messages\")`."
                .formatted(id(10002)));
    assertThat(mismatch(new Validator.Array(validator), new Value.Array(List.of(text(id(540))))))
        .isEqualTo(
            "Found ID \"%s\" from a system table, which does not match the table name in validator `v.id(\"messages\")`.Path: [0]"
                .formatted(id(540)));
    assertThat(mismatch(validator, text(id(10003)))).startsWith("Value does not match validator.");
    assertThat(mismatch(validator, text("x"))).startsWith("Value does not match validator.");
    assertThat(mismatch(validator, new Value.Null())).startsWith("Value does not match validator.");
  }

  @Test
  void unionsMatchWhatAnyMemberMatches() {
    var union = new Validator.Union(List.of(new Validator.Null(), new Validator.Text()));

    assertThat(mismatch(union, new Value.Null())).isNull();
    assertThat(mismatch(union, text("a"))).isNull();
    assertThat(mismatch(union, new Value.Float64(1)))
        .isEqualTo(
            """
            Value does not match validator.

            Value: 1.0
            Validator: v.union(v.null(), v.string())\
            """);
  }

  @Test
  void aUnionOfOneReportsItsMember() {
    var union = new Validator.Union(List.of(object(Map.of())));

    assertThat(mismatch(union, Value.Obj.of(Map.of("a", new Value.Null()))))
        .startsWith("Object contains extra field `a`");
  }

  @Test
  void anEmptyUnionMatchesNothing() {
    assertThat(mismatch(new Validator.Union(List.of()), new Value.Null()))
        .isEqualTo("Value does not match validator.\n\nValue: null\nValidator: v.union()");
  }

  private static @Nullable String mismatch(Validator validator, Value value) {
    return validator.mismatch(value, TABLES);
  }

  private static Validator.Obj object(Map<String, Validator.Field> fields) {
    return Validator.Obj.of(new HashMap<>(fields));
  }

  private static Validator.Field required(Validator validator) {
    return new Validator.Field(validator, false);
  }

  private static Value text(String text) {
    return new Value.Text(text);
  }

  private static String id(long table) {
    return new DocumentId(table, new InternalId(new byte[16])).toString();
  }
}
