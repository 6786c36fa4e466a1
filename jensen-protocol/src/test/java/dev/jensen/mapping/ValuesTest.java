package dev.jensen.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.Seeded;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import dev.jensen.value.ValueGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValuesTest {

  // @start region=enum
  enum Color {
    RED,
    @UnionCase("dark-green")
    GREEN
  }

  // @end

  record Patch(Optional<Optional<String>> label) {}

  record RawPatch(Optional<Value> label) {}

  // @start region=values
  record Note(String _id, String text, long stars, double weight, Optional<String> label) {}

  // @end

  // @start region=union
  @Union("kind")
  sealed interface Body {}

  record Text(String text) implements Body {}

  @UnionCase("img")
  record Image(int width, Optional<Double> zoom) implements Body {}

  // @end

  record Everything(
      long integer,
      double number,
      int small,
      boolean flag,
      String text,
      Color color,
      List<Note> notes,
      Map<String, Long> counts,
      Optional<Note> maybe,
      @Nullable String nullable,
      Body body,
      Object any,
      Value raw,
      @FieldName("with-dash") String dashed) {}

  record Page<T>(List<T> page, boolean isDone) {}

  @Test
  void recordsAreObjects() {
    var note = new Note("1", "milk", 5, 0.5, Optional.empty());

    Value value = Values.of(note);

    assertThat(JsonFormat.ENCODED.write(value))
        .isEqualTo(
            "{\"_id\":\"1\",\"stars\":{\"$integer\":\"BQAAAAAAAAA=\"},\"text\":\"milk\","
                + "\"weight\":0.5}");
    // @start region=as
    Note read = Values.as(value, Note.class);
    // @end
    assertThat(read).isEqualTo(note);
  }

  @Test
  void aFieldSaysWhichCaseOfAUnionItIs() {
    List<Body> bodies = List.of(new Text("hello"));

    Value value = Values.of(bodies);

    assertThat(JsonFormat.ENCODED.write(value))
        .isEqualTo("[{\"kind\":\"text\",\"text\":\"hello\"}]");
    // @start region=asList
    List<Body> read = Values.as(value, new ResultType<List<Body>>() {});
    // @end
    assertThat(read).isEqualTo(bodies);
    assertThat(Values.of(new Image(2, Optional.of(1.5))))
        .isEqualTo(JsonFormat.ENCODED.read("{\"kind\":\"img\",\"zoom\":1.5,\"width\":2}"));
    assertThatThrownBy(() -> Values.as(Values.of(Map.of("kind", "film")), Body.class))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("'film' is no ");
  }

  @Test
  void enumsAreTexts() {
    assertThat(Values.of(Color.RED)).isEqualTo(Values.of("RED"));
    assertThat(Values.of(Color.GREEN)).isEqualTo(Values.of("dark-green"));
    assertThat(Values.as(Values.of("dark-green"), Color.class)).isEqualTo(Color.GREEN);
    assertThatThrownBy(() -> Values.as(Values.of("GREEN"), Color.class))
        .hasMessageContaining("'GREEN' is no ");
  }

  @Test
  void aFieldMayBeMissingAndMayBeNull() {
    var missing = new Patch(Optional.empty());
    var cleared = new Patch(Optional.of(Optional.empty()));
    var set = new Patch(Optional.of(Optional.of("a")));

    assertThat(Values.of(missing)).isEqualTo(JsonFormat.ENCODED.read("{}"));
    assertThat(Values.of(cleared)).isEqualTo(JsonFormat.ENCODED.read("{\"label\":null}"));
    assertThat(List.of(missing, cleared, set))
        .allSatisfy(patch -> assertThat(Values.as(Values.of(patch), Patch.class)).isEqualTo(patch));
    assertThat(Values.as(Values.of(missing), RawPatch.class))
        .isEqualTo(new RawPatch(Optional.empty()));
    assertThat(Values.as(Values.of(cleared), RawPatch.class))
        .isEqualTo(new RawPatch(Optional.of(new Value.Null())));
  }

  @Test
  void whatMayBeAnythingMayBeNull() {
    var nothing = JsonFormat.ENCODED.read("{\"page\":[null],\"isDone\":true}");

    assertThat(Values.as(nothing, new ResultType<Page<Object>>() {}).page()).containsOnlyNulls();
    assertThat(Values.as(nothing, new ResultType<Page<?>>() {}).page()).containsOnlyNulls();
    assertThat(Values.as(nothing, new ResultType<Map<String, ?>>() {}))
        .isEqualTo(Values.as(nothing, Object.class));
    assertThatThrownBy(() -> Values.as(nothing, new ResultType<Page<? extends Number>>() {}))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining(".page[0]: null is no ");
  }

  @Test
  void recordsMayHaveTypeParameters() {
    var page = new Page<>(List.of(List.of(new Text("a"))), true);

    assertThat(Values.as(Values.of(page), new ResultType<Page<List<Text>>>() {})).isEqualTo(page);
  }

  @Seeded(runs = 200)
  void whatIsWrittenIsReadAgain(RandomGenerator random) {
    var everything = everything(random, new ValueGenerator(random));

    var read = Values.as(Values.of(everything), Everything.class);

    assertThat(read).isEqualTo(everything);
    assertThat(Values.of(read)).isEqualTo(Values.of(everything));
  }

  @Seeded(runs = 200)
  void everyValueHasAPlainForm(RandomGenerator random) {
    var value = new ValueGenerator(random).object(4);

    assertThat(Values.of(Values.as(value, Object.class))).isEqualTo(value);
    assertThat(Values.as(value, Value.class)).isSameAs(value);
  }

  private static Everything everything(RandomGenerator random, ValueGenerator values) {
    var notes = new ArrayList<Note>();
    for (int i = random.nextInt(3); i > 0; i--) {
      notes.add(note(random, values));
    }
    var counts = new LinkedHashMap<String, Long>();
    for (int i = random.nextInt(3); i > 0; i--) {
      counts.put("n" + i, values.int64().value());
    }
    return new Everything(
        values.int64().value(),
        // Records compare NaN as one, whatever its bits.
        Double.longBitsToDouble(Double.doubleToLongBits(values.float64().value())),
        random.nextInt(),
        random.nextBoolean(),
        values.text(),
        random.nextBoolean() ? Color.RED : Color.GREEN,
        notes,
        counts,
        random.nextBoolean() ? Optional.empty() : Optional.of(note(random, values)),
        random.nextBoolean() ? null : values.text(),
        new Text(values.text()),
        random.nextLong(),
        values.value(3),
        values.text());
  }

  private static Note note(RandomGenerator random, ValueGenerator values) {
    var label = random.nextBoolean() ? Optional.of(values.text()) : Optional.<String>empty();
    return new Note(values.text(), values.text(), values.int64().value(), 1.5, label);
  }

  record Strict(String text, long stars) {}

  private static void assertNoStrict(String json, String message) {
    assertThatThrownBy(() -> Values.as(JsonFormat.ENCODED.read(json), Strict.class))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void recordsAreReadStrictly() {
    assertNoStrict("{\"text\":\"a\"}", ".stars: is missing");
    assertNoStrict("{\"text\":null,\"stars\":{\"$integer\":\"BQAAAAAAAAA=\"}}", ".text: is null");
    assertNoStrict(
        "{\"text\":\"a\",\"stars\":5}", ".stars: Float64 is no long; use double, or int");
    assertNoStrict("null", "ask for an Optional");
    assertNoStrict("[]", "Array is no ");
    var more = "{\"text\":\"a\",\"stars\":{\"$integer\":\"BQAAAAAAAAA=\"},\"_id\":\"more\"}";
    assertThat(Values.as(JsonFormat.ENCODED.read(more), Strict.class))
        .isEqualTo(new Strict("a", 5));
  }

  @Test
  void errorsSayWhere() {
    assertThatThrownBy(() -> Values.of(Map.of("a", List.of(1, Instant.EPOCH))))
        .isInstanceOf(MappingException.class)
        .hasMessage(".a[1]: java.time.Instant stands for no value");
    assertThatThrownBy(() -> Values.of(Map.of("$a", 1)))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("Field name $a starts with '$'");
    assertThatThrownBy(() -> Values.as(Values.of(List.of(1.5)), new ResultType<List<Integer>>() {}))
        .hasMessage("[0]: 1.5 is no int");
  }

  record Stored<T>(@FieldName("_id") Id<T> id, @Flattened T content) {}

  @Test
  void fieldsOfAFlattenedComponentStandBesideIt() {
    var stored = new Stored<>(new Id<Body>("k17"), (Body) new Image(3, Optional.of(0.5)));

    var value = Values.of(stored);

    assertThat(JsonFormat.ENCODED.write(value))
        .isEqualTo("{\"_id\":\"k17\",\"kind\":\"img\",\"width\":3,\"zoom\":0.5}");
    assertThat(Values.as(value, new ResultType<Stored<Body>>() {})).isEqualTo(stored);
  }

  @Test
  void whatIsFlattenedHasFieldsOfItsOwn() {
    assertThatThrownBy(() -> Values.of(new Stored<>(new Id<>("k17"), Map.of("_id", "other"))))
        .isInstanceOf(MappingException.class)
        .hasMessage("._id: has a field that stands beside it as well");
    assertThatThrownBy(() -> Values.of(new Stored<>(new Id<>("k17"), "text")))
        .isInstanceOf(MappingException.class)
        .hasMessage(".content: is no object that could be flattened");
  }

  @Transparent
  record Pair(String left, String right) {}

  @Test
  void whatIsTransparentStandsForItsComponent() {
    var ids = Map.of("ids", List.of(new Id<Note>("a"), new Id<Note>("b")));

    assertThat(Values.of(ids)).isEqualTo(Values.of(Map.of("ids", List.of("a", "b"))));
    assertThat(Values.as(Values.of("a"), new ResultType<Id<Note>>() {})).isEqualTo(new Id<>("a"));
    assertThatThrownBy(() -> Values.as(Values.of(1L), new ResultType<Id<Note>>() {}))
        .hasMessageContaining("Int64 is no java.lang.String");
    assertThatThrownBy(() -> Values.of(new Pair("a", "b")))
        .hasMessageContaining("has not one component");
  }

  record Refusing(long even) {

    Refusing {
      if (even % 2 != 0) {
        throw new IllegalArgumentException("odd");
      }
    }
  }

  @Test
  void constructorsMayRefuse() {
    assertThatThrownBy(() -> Values.as(Values.of(Map.of("even", 3L)), Refusing.class))
        .isInstanceOf(MappingException.class)
        .hasMessageEndingWith("refuses it: odd");
  }
}
