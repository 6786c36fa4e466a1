package dev.jensen.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "_id", "Ab_9", "__a"})
  void identifiersPass(String name) {
    assertThat(Identifier.check(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "`` | Identifier cannot be empty",
        "9a | Invalid first character '9' in 9a: Identifiers must start with an alphabetic"
            + " character or underscore",
        "a-b | Identifier a-b has invalid character '-': Identifiers can only contain alphanumeric"
            + " characters or underscores",
        "aé | Identifier aé has invalid character 'é': Identifiers can only contain alphanumeric"
            + " characters or underscores",
        "__ | Identifier __ cannot have exclusively underscores"
      })
  void otherNamesAreExplained(String name, String message) {
    assertThatThrownBy(() -> Identifier.check(name))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
  }

  @Test
  void longIdentifiersAreRefused() {
    assertThat(Identifier.check("a".repeat(64))).hasSize(64);
    assertThatThrownBy(() -> Identifier.check("a".repeat(65)))
        .hasMessage("Identifier is too long (65 > maximum 64)");
  }

  @Test
  void pathsStepThroughObjectsOnly() {
    var inner = Value.Obj.of(Map.of("b", new Value.Int64(1)));
    var object = Value.Obj.of(Map.of("a", inner, "c", new Value.Array(List.of(inner))));

    assertThat(FieldPath.parse("a.b").in(object)).isEqualTo(new Value.Int64(1));
    assertThat(FieldPath.parse("a").in(object)).isEqualTo(inner);
    assertThat(FieldPath.parse("a.x").in(object)).isNull();
    assertThat(FieldPath.parse("a.b.c").in(object)).isNull();
    assertThat(FieldPath.parse("c.b").in(object)).isNull();
    assertThat(FieldPath.parse("a.b")).hasToString("a.b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.1", "$a"})
  void otherTextIsNoPath(String text) {
    assertThatThrownBy(() -> FieldPath.parse(text)).isInstanceOf(InvalidValueException.class);
  }
}
