package dev.jensen.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.Seeded;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTest {

  @Seeded(runs = 500)
  void theOrderIsTotal(RandomGenerator random) {
    var values = new ValueGenerator(random);
    var a = values.optional(3);
    var b = values.optional(3);
    var c = values.optional(3);

    assertThat(Value.compare(a, a)).isZero();
    assertThat(Integer.signum(Value.compare(a, b))).isEqualTo(-Integer.signum(Value.compare(b, a)));
    if (Value.compare(a, b) <= 0 && Value.compare(b, c) <= 0) {
      assertThat(Value.compare(a, c)).isLessThanOrEqualTo(0);
    }
  }

  @Seeded(runs = 500)
  void equalMeansComparesAsZeroAndHashesTheSame(RandomGenerator random) {
    var values = new ValueGenerator(random);
    var value = values.value(2);
    var other = values.value(1);
    var copy = JsonFormat.ENCODED.read(JsonFormat.ENCODED.write(value));

    assertThat(value.equals(other)).isEqualTo(value.compareTo(other) == 0);
    assertThat(copy).isEqualTo(value).hasSameHashCodeAs(value).isEqualByComparingTo(value);
  }

  @Test
  void everyTypeAndEdgeHasItsPlace() {
    var ascending =
        List.of(
            new Value.Null(),
            new Value.Int64(Long.MIN_VALUE),
            new Value.Int64(-1),
            new Value.Int64(0),
            new Value.Int64(Long.MAX_VALUE),
            new Value.CommitTimestamp(),
            new Value.Float64(Double.longBitsToDouble(0xfff8_0000_0000_0001L)),
            new Value.Float64(Double.longBitsToDouble(0xfff8_0000_0000_0000L)),
            new Value.Float64(Double.NEGATIVE_INFINITY),
            new Value.Float64(-1),
            new Value.Float64(-0.0),
            new Value.Float64(0.0),
            new Value.Float64(Double.MIN_VALUE),
            new Value.Float64(Double.POSITIVE_INFINITY),
            new Value.Float64(Double.NaN),
            new Value.Bool(false),
            new Value.Bool(true),
            text(""),
            text("a"),
            text("a\0"),
            text("ab"),
            text("\uffff"),
            text("\ud83d\ude00"),
            new Value.Bytes(new byte[] {}),
            new Value.Bytes(new byte[] {0x7f}),
            new Value.Bytes(new byte[] {(byte) 0x80}),
            new Value.Array(List.of()),
            new Value.Array(List.of(new Value.Null())),
            new Value.Array(List.of(new Value.Null(), new Value.Null())),
            new Value.Array(List.of(text("a"))),
            Value.Obj.EMPTY,
            Value.Obj.of(Map.of("", text("z"))),
            Value.Obj.of(Map.of("a", new Value.Null())),
            Value.Obj.of(Map.of("a", new Value.Null(), "b", new Value.Null())),
            Value.Obj.of(Map.of("a", text("x"))),
            Value.Obj.of(Map.of("b", new Value.Null())));

    for (int i = 0; i < ascending.size(); i++) {
      for (int j = 0; j < ascending.size(); j++) {
        assertThat(Integer.signum(ascending.get(i).compareTo(ascending.get(j))))
            .as("%s and %s", ascending.get(i).display(), ascending.get(j).display())
            .isEqualTo(Integer.compare(i, j));
      }
      assertThat(Value.compare(null, ascending.get(i))).isNegative();
    }
  }

  @Test
  void sizesAreThoseOfTheSpec() {
    assertThat(new Value.Null().size()).isEqualTo(1);
    assertThat(new Value.Bool(true).size()).isEqualTo(1);
    assertThat(new Value.Int64(7).size()).isEqualTo(9);
    assertThat(new Value.Float64(7).size()).isEqualTo(9);
    assertThat(text("aé漢😀").size()).isEqualTo(2 + 1 + 2 + 3 + 4);
    assertThat(new Value.Bytes(new byte[5]).size()).isEqualTo(7);
    assertThat(new Value.Array(List.of(text("a"), new Value.Null())).size()).isEqualTo(2 + 3 + 1);
    assertThat(Value.Obj.of(Map.of("name", text("a"))).size()).isEqualTo(2 + 5 + 3);
  }

  @Seeded
  void theSizeOfTextIsThatOfItsBytes(RandomGenerator random) {
    String text = new ValueGenerator(random).text();

    assertThat(text(text).size())
        .isEqualTo(2 + text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
  }

  @Test
  void nestingCountsArraysAndObjects() {
    var inner = new Value.Array(List.of(new Value.Null()));
    var outer = Value.Obj.of(Map.of("a", inner, "b", new Value.Null()));

    assertThat(new Value.Null().nesting()).isZero();
    assertThat(inner.nesting()).isEqualTo(1);
    assertThat(outer.nesting()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\udc00", "\ud800a", "\udc00\ud800", "😀\ud83d"})
  void unpairedSurrogatesAreNoText(String text) {
    assertThatThrownBy(() -> new Value.Text(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("String is not valid Unicode");
  }

  @Test
  void fieldNamesFollowTheirRule() {
    assertThatThrownBy(() -> field("$a"))
        .hasMessage("Field name $a starts with '$', which is reserved.");
    assertThatThrownBy(() -> field("a\u007f"))
        .hasMessage(
            "Field name a\u007f has invalid character '\u007f': Field names can only contain"
                + " non-control ASCII characters");
    assertThatThrownBy(() -> field("é"))
        .hasMessage(
            "Field name é has invalid character 'é': Field names can only contain non-control ASCII"
                + " characters");
    assertThatThrownBy(() -> field("a".repeat(1025)))
        .hasMessage("Field name " + "a".repeat(1025) + " is too long");
    assertThat(field("").get("")).isEqualTo(new Value.Null());
    assertThat(field("a".repeat(1024)).fields()).hasSize(1);
  }

  @Test
  void valuesKeepTheirLimits() {
    assertThatThrownBy(() -> new Value.Array(Collections.nCopies(8193, new Value.Null())))
        .hasMessage("Array length is too long (8193 > maximum length 8192)");
    assertThatThrownBy(() -> Value.Obj.of(objectOf(1025)))
        .hasMessage("Object has too many fields (1025 > maximum number 1024)");
    assertThatThrownBy(() -> nested(65))
        .hasMessage("Value is too nested (nested 65 levels deep > maximum nesting 64)");
    assertThatThrownBy(() -> new Value.Array(Collections.nCopies(48, text("a".repeat(1 << 20)))))
        .hasMessage("Value is too large (48 MiB > maximum size 32 MiB)");
    assertThat(new Value.Array(Collections.nCopies(8192, new Value.Null())).items()).hasSize(8192);
    assertThat(Value.Obj.of(objectOf(1024)).fields()).hasSize(1024);
    assertThat(nested(64).nesting()).isEqualTo(64);
  }

  @Test
  void documentsKeepTheirLimits() {
    var large = Value.Obj.of(Map.of("a", text("x".repeat(3 << 19))));
    var deep = Value.Obj.of(Map.of("a", nested(16)));
    var underscored = Value.Obj.of(Map.of("_id", text("x"), "_x", new Value.Null()));

    assertThatThrownBy(() -> ValueLimits.checkDocument(large))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Value is too large (1.5 MiB > maximum size 1 MiB)");
    assertThatThrownBy(() -> ValueLimits.checkDocument(deep))
        .hasMessage("Document is too nested (nested 17 levels deep > maximum nesting 16)");
    assertThatThrownBy(() -> ValueLimits.checkDocument(underscored))
        .hasMessage(
            "Document(value: {_id: \"x\", _x: null}) isn't a valid document: Field '_x' starts with"
                + " an underscore, which is only allowed for system fields like '_id'");
    ValueLimits.checkDocument(Value.Obj.of(Map.of("a", nested(15), "_id", text("x"))));
  }

  @Test
  void fieldsAreSortedAndFoundByName() {
    var fields = new LinkedHashMap<String, Value>();
    fields.put("b", text("2"));
    fields.put("a", text("1"));
    fields.put("", text("0"));

    var object = new Value.Obj(fields);

    assertThat(object.fields().sequencedKeySet()).containsExactly("", "a", "b");
    assertThat(object.fields().reversed().sequencedKeySet()).containsExactly("b", "a", "");
    assertThat(object.fields()).isEqualTo(fields).hasSameHashCodeAs(fields);
    assertThat(object.get("a")).isEqualTo(text("1"));
    assertThat(object.get("c")).isNull();
    assertThatThrownBy(() -> object.fields().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void mergingReplacesAddsAndRemoves() {
    var object = Value.Obj.of(Map.of("a", text("1"), "b", text("2")));
    var changes = new HashMap<String, Value>();
    changes.put("a", null);
    changes.put("b", text("3"));
    changes.put("c", text("4"));

    assertThat(object.merge(changes))
        .isEqualTo(Value.Obj.of(Map.of("b", text("3"), "c", text("4"))));
  }

  @Test
  void displaysAsTheSpecSays() {
    var value =
        Value.Obj.of(
            Map.of(
                "a", new Value.Array(List.of(new Value.Float64(1), text("x\"\\\n\u0001"))),
                "b", new Value.Int64(5),
                "c", new Value.Bytes(new byte[] {1, 2, 3}),
                "d-e", new Value.Bool(true),
                "f", new Value.Null()));

    assertThat(value.display())
        .isEqualTo(
            "{a: [1.0, \"x\\\"\\\\\\n\\u0001\"], b: 5, c: b\"AQID\", \"d-e\": true, f: null}");
    assertThat(new Value.Float64(Double.NaN).display()).isEqualTo("NaN");
    assertThat(new Value.Float64(Double.POSITIVE_INFINITY).display()).isEqualTo("inf");
    assertThat(new Value.Float64(Double.NEGATIVE_INFINITY).display()).isEqualTo("-inf");
    assertThat(new Value.Float64(-0.0).display()).isEqualTo("-0.0");
  }

  @Test
  void sizesAreShownInBinaryUnits() {
    assertThat(ValueLimits.displayBytes(5)).isEqualTo("5 B");
    assertThat(ValueLimits.displayBytes(1536)).isEqualTo("1.5 KiB");
    assertThat(ValueLimits.displayBytes(16 << 20)).isEqualTo("16 MiB");
    assertThat(ValueLimits.displayBytes(5L << 40)).isEqualTo("5120 GiB");
  }

  private static Value.Text text(String text) {
    return new Value.Text(text);
  }

  private static Value.Obj field(String name) {
    return Value.Obj.of(Map.of(name, new Value.Null()));
  }

  private static Map<String, Value> objectOf(int fields) {
    var object = new HashMap<String, Value>();
    IntStream.range(0, fields).forEach(i -> object.put("f" + i, new Value.Null()));
    return object;
  }

  private static Value nested(int levels) {
    Value value = new Value.Null();
    for (int i = 0; i < levels; i++) {
      value = new Value.Array(List.of(value));
    }
    return value;
  }

  @Test
  void commitTimestampsAreResolvedAtEveryDepth() {
    var pending =
        Value.Obj.of(
            Map.of(
                "at",
                new Value.CommitTimestamp(),
                "list",
                new Value.Array(List.of(new Value.CommitTimestamp(), new Value.Null()))));
    var resolved = pending.resolved(7);

    assertThat(pending.isPending()).isTrue();
    assertThat(resolved.isPending()).isFalse();
    assertThat(resolved.display()).isEqualTo("{at: 7, list: [7, null]}");
    assertThat(resolved.size()).isEqualTo(pending.size());
    assertThat(resolved.resolved(8)).isSameAs(resolved);
  }
}
