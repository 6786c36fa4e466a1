package dev.jensen.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.value.Validator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      @Validated("{\"type\":\"literal\",\"value\":1}") Object one) {}

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
            "v.object({any: v.any(), color: v.union(v.literal(\"RED\"),"
                + " v.literal(\"GREEN\")), flag: v.boolean(), id: v.id(\"Circle\"), integer:"
                + " v.int64(), list: v.array(v.int64()), map: v.record(v.string(), v.float64()),"
                + " maybe: v.optional(v.string()), nullable: v.union(v.string(), v.null()), number:"
                + " v.float64(), one: v.literal(1.0), only: v.literal(\"ONE\"), small: v.float64(),"
                + " text: v.string()})");
    assertThat(display(void.class)).isEqualTo("v.null()");
    assertThat(display(byte[].class)).isEqualTo("v.bytes()");
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
