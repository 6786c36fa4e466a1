package dev.jensen.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.value.Validator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TypeValidatorsTest {

  enum Color {
    RED,
    GREEN
  }

  enum Only {
    ONE
  }

  @Union("kind")
  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  record Everything(
      long integer,
      double number,
      int small,
      boolean flag,
      String text,
      Color color,
      Only only,
      List<Long> list,
      Map<String, Double> map,
      Optional<String> maybe,
      @Nullable String nullable,
      Id<Circle> id,
      Object any,
      List<byte[]> bytes,
      @Nullable Void nothing,
      @Validated("{\"type\":\"literal\",\"value\":1}") Object one,
      @Validated("{\"type\":\"commitTs\"}") Object changed,
      @Validated(
              """
              {"type":"record","keys":{"type":"id","tableName":"Circle"},
               "values":{"fieldType":{"type":"bigint"},"optional":false}}\
              """)
          Map<String, Long> counts) {}

  record Stored<T>(@FieldName("_id") Id<T> id, @Flattened T content) {}

  record Dashed(@FieldName("with-dash") String dashed) {}

  record Endless(List<Endless> more) {}

  private static String display(Class<?> type) {
    return new TypeValidators(Class::getSimpleName).of(type).display();
  }

  private static Validator of(ResultType<?> type) {
    return new TypeValidators(Class::getSimpleName).of(type.type());
  }

  @Test
  void everyKindHasAType() {
    assertThat(display(Everything.class))
        .isEqualTo(
            "v.object({any: v.any(), bytes: v.array(v.bytes()), changed: v.commitTs(), color:"
                + " v.union(v.literal(\"RED\"), v.literal(\"GREEN\")), counts:"
                + " v.record(v.id(\"Circle\"), v.int64()), flag: v.boolean(), id:"
                + " v.id(\"Circle\"), integer: v.int64(), list: v.array(v.int64()), map:"
                + " v.record(v.string(), v.float64()), maybe: v.optional(v.string()), nothing:"
                + " v.null(), nullable: v.union(v.string(), v.null()), number: v.float64(), one:"
                + " v.literal(1.0), only: v.literal(\"ONE\"), small: v.float64(), text:"
                + " v.string()})");
    assertThat(kinds(new TypeValidators(Class::getSimpleName).of(Everything.class)).distinct())
        .as("a kind that is not here has no type, or no component of Everything")
        .containsExactlyInAnyOrder(Validator.class.getPermittedSubclasses());
    assertThat(display(void.class)).isEqualTo("v.null()");
  }

  /// The kinds of a validator and of all that it is made of.
  private static Stream<Class<?>> kinds(Validator validator) {
    var parts =
        switch (validator) {
          case Validator.Array(var element) -> Stream.of(element);
          case Validator.Dictionary(var keys, var values) -> Stream.of(keys, values);
          case Validator.Obj(var fields) ->
              fields.values().stream().map(Validator.Field::validator);
          case Validator.Union(var members) -> members.stream();
          default -> Stream.<Validator>empty();
        };
    return Stream.concat(Stream.of(validator.getClass()), parts.flatMap(TypeValidatorsTest::kinds));
  }

  @Test
  void whatNoTypeStandsForIsReadAllTheSame() {
    var id = "k";
    var everything =
        new Everything(
            1,
            2,
            3,
            true,
            "text",
            Color.RED,
            Only.ONE,
            List.of(4L),
            Map.of("five", 5.0),
            Optional.of("six"),
            null,
            new Id<>(id),
            7L,
            List.of(new byte[] {8}),
            null,
            9.0,
            10L,
            Map.of(id, 11L));

    var read = Values.as(Values.of(everything), Everything.class);

    assertThat(read.one()).isEqualTo(9.0);
    assertThat(read.changed()).isEqualTo(10L);
    assertThat(read.counts()).isEqualTo(Map.of(id, 11L));
  }

  @Test
  void unionsAreOfTheirMarkedRecords() {
    assertThat(display(Shape.class))
        .isEqualTo(
            "v.union(v.object({kind: v.literal(\"circle\"), radius: v.float64()}), "
                + "v.object({kind: v.literal(\"square\"), side: v.float64()}))");
    assertThat(of(new ResultType<Stored<Shape>>() {}).display())
        .isEqualTo(
            "v.union(v.object({_id: v.id(\"Shape\"), kind: v.literal(\"circle\"), radius:"
                + " v.float64()}), v.object({_id: v.id(\"Shape\"), kind: v.literal(\"square\"),"
                + " side: v.float64()}))");
  }

  @Test
  void whatPassesIsRead() {
    var validator = of(new ResultType<Stored<Shape>>() {});
    var stored = new Stored<Shape>(new Id<>("k"), new Square(2));
    var value = Values.of(Map.of("kind", "square", "side", 2.0));

    assertThat(
            new TypeValidators(Class::getSimpleName)
                .of(Shape.class)
                .mismatch(value, number -> null))
        .isNull();
    assertThat(Values.as(Values.of(stored), new ResultType<Stored<Shape>>() {})).isEqualTo(stored);
    assertThat(validator.toJson()).isEqualTo(Validator.parse(validator.toJson()).toJson());
  }

  @Test
  void whatHasNoValidatorIsRefused() {
    assertThatThrownBy(() -> display(Thread.class))
        .hasMessage("java.lang.Thread stands for no value");
    assertThatThrownBy(() -> display(Endless.class))
        .hasMessageStartingWith(".more: ")
        .hasMessageContaining("Endless holds itself; use Object or Value in one place");
    assertThatThrownBy(() -> of(new ResultType<Map<Long, String>>() {}))
        .isInstanceOf(MappingException.class)
        .hasMessage("the keys of a Map are of type String");
    assertThatThrownBy(() -> display(Dashed.class))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("with-dash");
  }
}
