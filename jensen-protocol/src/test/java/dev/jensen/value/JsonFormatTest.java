package dev.jensen.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

class JsonFormatTest {

  private static final String PUNCTUATION = "{}[]\",:$-.0eE\\u";

  @Seeded(runs = 500)
  void encodedReadsBackWhatItWrote(RandomGenerator random) {
    var value = new ValueGenerator(random).value(4);

    assertThat(JsonFormat.ENCODED.read(JsonFormat.ENCODED.write(value))).isEqualTo(value);
  }

  @Seeded(runs = 500)
  void exportReadsBackWhatItWrote(RandomGenerator random) {
    var value = new ValueGenerator(random).value(4);

    assertThat(JsonFormat.EXPORT.read(JsonFormat.EXPORT.write(value))).isEqualTo(value);
  }

  @Seeded(runs = 200)
  void cleanLosesNothingTheSecondTime(RandomGenerator random) {
    var once = JsonFormat.CLEAN.read(JsonFormat.CLEAN.write(new ValueGenerator(random).value(4)));

    assertThat(JsonFormat.CLEAN.read(JsonFormat.CLEAN.write(once))).isEqualTo(once);
  }

  @Seeded(runs = 200)
  void bytesAreTheTextInUtf8(RandomGenerator random) {
    var value = new ValueGenerator(random).value(4);

    for (JsonFormat format : JsonFormat.values()) {
      byte[] bytes = format.writeBytes(value);
      assertThat(bytes).isEqualTo(format.write(value).getBytes(StandardCharsets.UTF_8));
      assertThat(format.read(bytes)).isEqualTo(format.read(format.write(value)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "5, BQAAAAAAAAA=",
        "-1, //////////8=",
        "42, KgAAAAAAAAA=",
      })
  void encodesIntegersLittleEndian(long number, String base64) {
    String json = JsonFormat.ENCODED.write(new Value.Int64(number));

    assertThat(json).isEqualTo("{\"$integer\":\"%s\"}".formatted(base64));
  }

  @ParameterizedTest
  @CsvSource({
    "-0.0, AAAAAAAAAIA=",
    "NaN, AAAAAAAA+H8=",
    "Infinity, AAAAAAAA8H8=",
    "-Infinity, AAAAAAAA8P8="
  })
  void tagsNumbersThatJsonCannotHold(double number, String base64) {
    String json = JsonFormat.ENCODED.write(new Value.Float64(number));

    assertThat(json).isEqualTo("{\"$float\":\"%s\"}".formatted(base64));
    assertThat(JsonFormat.ENCODED.read(json)).isEqualTo(new Value.Float64(number));
  }

  @Test
  void encodesBytes() {
    assertThat(JsonFormat.ENCODED.write(new Value.Bytes(new byte[] {1, 2, 3})))
        .isEqualTo("{\"$bytes\":\"AQID\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "-7, -7",
    "0.5, 0.5",
    "0.1, 0.1",
    "100000000, 100000000",
    "12345678.5, 12345678.5",
    "1700000000000.1235, 1700000000000.1235",
    "9007199254740993, 9007199254740992",
    "123456789012345680000, 123456789012345680000",
    "1e21, 1e+21",
    "-1.5e300, -1.5e+300",
    "0.000001, 0.000001",
    "0.0000015, 0.0000015",
    "0.0000001, 1e-7",
    "1.25e-9, 1.25e-9",
    "4.9e-324, 5e-324",
    "9.9e-324, 1e-323",
    "1.5e-323, 1.5e-323"
  })
  void writesNumbersAsJavaScriptDoes(double number, String json) {
    assertThat(JsonFormat.ENCODED.write(new Value.Float64(number))).isEqualTo(json);
    assertThat(JsonFormat.CLEAN.write(new Value.Float64(number))).isEqualTo(json);
  }

  @Test
  void everyNumberInEncodedJsonIsAFloat() {
    assertThat(JsonFormat.ENCODED.read("[1, 1.0, 1e2, -0, -0.0, 12345678901234567890]"))
        .isEqualTo(
            new Value.Array(
                List.of(
                    new Value.Float64(1),
                    new Value.Float64(1),
                    new Value.Float64(100),
                    new Value.Float64(-0.0),
                    new Value.Float64(-0.0),
                    new Value.Float64(1.2345678901234567E19))));
  }

  @Test
  void cleanIsReadable() {
    var value =
        Value.Obj.of(
            Map.of(
                "i", new Value.Int64(5),
                "n", new Value.Float64(Double.NaN),
                "p", new Value.Float64(Double.POSITIVE_INFINITY),
                "m", new Value.Float64(Double.NEGATIVE_INFINITY),
                "z", new Value.Float64(-0.0),
                "b", new Value.Bytes(new byte[] {1, 2, 3})));

    assertThat(JsonFormat.CLEAN.write(value))
        .isEqualTo(
            "{\"b\":\"AQID\",\"i\":\"5\",\"m\":\"-Infinity\",\"n\":\"NaN\",\"p\":\"Infinity\",\"z\":-0.0}");
  }

  @Test
  void cleanDoesNotInterpretTags() {
    assertThatThrownBy(() -> JsonFormat.CLEAN.read("{\"$integer\":\"BQAAAAAAAAA=\"}"))
        .hasMessage("Field name $integer starts with '$', which is reserved.");
  }

  @Test
  void exportTellsIntegersFromFloats() {
    var value =
        new Value.Array(
            List.of(
                new Value.Int64(5),
                new Value.Float64(1),
                new Value.Float64(-0.0),
                new Value.Float64(1e300)));

    assertThat(JsonFormat.EXPORT.write(value)).isEqualTo("[5,1.0,-0.0,1e+300]");
    assertThat(JsonFormat.EXPORT.read("[5,1.0,-0.0,1e300]")).isEqualTo(value);
    assertThat(JsonFormat.EXPORT.read("9223372036854775808")).isEqualTo(new Value.Float64(0x1p63));
    assertThat(JsonFormat.EXPORT.read("{\"$integer\":\"BQAAAAAAAAA=\"}"))
        .isEqualTo(new Value.Int64(5));
  }

  @Test
  void keysAreSortedAndTheLastOfTheSameNameCounts() {
    assertThat(JsonFormat.ENCODED.write(JsonFormat.ENCODED.read("{\"b\":1,\"a\":2,\"b\":3}")))
        .isEqualTo("{\"a\":2,\"b\":3}");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"$float\":\"AAAAAAAA8D8=\"} | Float64 1.0 should be encoded as a number",
        "{\"$float\":\"AAAAAAAAAAA=\"} | Float64 0.0 should be encoded as a number",
        "{\"$integer\":\"AQID\"} | Received 3 bytes, expected 8 for $integer",
        "{\"$float\":\"AQID\"} | Received 3 bytes, expected 8 for $float",
        "{\"$integer\":5} | Malformed $integer field",
        "{\"$bytes\":\"AQI\"} | Malformed $bytes field",
        "{\"$bytes\":\"****\"} | Malformed $bytes field",
        "{\"$bytes\":\"AQID\",\"a\":1} | Field name $bytes starts with '$', which is reserved.",
        "{\"a\":1,\"$bytes\":\"AQID\"} | Field name $bytes starts with '$', which is reserved.",
        "{\"$other\":1} | Field name $other starts with '$', which is reserved.",
        "{\"$set\":[]} | Received a Set which is no longer supported as a Convex type.",
        "{\"$map\":[]} | Received a Map which is no longer supported as a Convex type.",
        "{\"é\":1} | Field name é has invalid character 'é': Field names can only contain"
            + " non-control ASCII characters",
        "1e999 | Invalid JSON: number out of range",
        "1 2 | Invalid JSON: something follows the value",
        "`` | Invalid JSON: the text ends too early"
      })
  void refusesWhatIsNoValue(String json, String message) {
    assertThatThrownBy(() -> JsonFormat.ENCODED.read(json))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[1,", "nul", "{\"a\"}", "\"\\ud800\"", "NaN", "{a:1}", "'x'"})
  void refusesWhatIsNoJson(String json) {
    assertThatThrownBy(() -> JsonFormat.ENCODED.read(json))
        .isInstanceOf(InvalidValueException.class);
  }

  @Seeded(runs = 1000)
  void damagedJsonIsAValueOrRefused(RandomGenerator random) {
    byte[] json = JsonFormat.ENCODED.writeBytes(new ValueGenerator(random).value(3));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int damage =
          random.nextBoolean()
              ? random.nextInt()
              : PUNCTUATION.charAt(random.nextInt(PUNCTUATION.length()));
      json[random.nextInt(json.length)] = (byte) damage;
    }

    for (JsonFormat format : JsonFormat.values()) {
      try {
        var value = format.read(json);
        assertThat(format.read(format.write(value)).nesting()).isEqualTo(value.nesting());
      } catch (InvalidValueException refused) {
        assertThat(refused).message().isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(JsonFormat.class)
  void hostileDepthIsRefusedWithoutOverflow(JsonFormat format) {
    assertThatThrownBy(() -> format.read("[".repeat(1_000_000)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Value is too nested (nested 65 levels deep > maximum nesting 64)");
    assertThatThrownBy(() -> format.read("{\"a\":".repeat(1_000_000)))
        .hasMessage("Value is too nested (nested 65 levels deep > maximum nesting 64)");
    assertThat(format.read("[".repeat(64) + "]".repeat(64)).nesting()).isEqualTo(64);
  }

  @Test
  void hostileLengthIsRefusedWithTheTrueLength() {
    assertThatThrownBy(() -> JsonFormat.ENCODED.read("[" + "[0],".repeat(9000) + "0]"))
        .hasMessage("Array length is too long (9001 > maximum length 8192)");
  }

  @Test
  void undefinedIsReadOnlyWhereItIsAllowed() {
    assertThat(JsonFormat.ENCODED.readOptional("{\"$undefined\":null}")).isNull();
    assertThat(JsonFormat.ENCODED.readOptional("{\"$integer\":\"BQAAAAAAAAA=\"}"))
        .isEqualTo(new Value.Int64(5));
    assertThat(JsonFormat.ENCODED.readOptional("{}")).isEqualTo(Value.Obj.EMPTY);
    assertThatThrownBy(() -> JsonFormat.ENCODED.read("{\"$undefined\":null}"))
        .hasMessageStartingWith("undefined is not a valid Convex value");
    assertThatThrownBy(() -> JsonFormat.ENCODED.readOptional("{\"$undefined\":1}"))
        .hasMessage("Malformed $undefined field");
  }

  @Test
  void commitTimestampsExistOnlyBeforeTheCommit() {
    String json = "{\"at\":{\"$commitTs\":null}}";

    assertThat(JsonFormat.UNCOMMITTED.read(json))
        .isEqualTo(Value.Obj.of(Map.of("at", new Value.CommitTimestamp())));
    assertThat(JsonFormat.UNCOMMITTED.write(JsonFormat.UNCOMMITTED.read(json))).isEqualTo(json);
    assertThatThrownBy(() -> JsonFormat.ENCODED.read(json))
        .hasMessage(
            "A commit timestamp (`db.vars.commitTs`) is a value only inside of a mutation.");
    assertThatThrownBy(() -> JsonFormat.UNCOMMITTED.read("{\"$commitTs\":1}"))
        .hasMessage("Malformed $commitTs field");
    assertThatThrownBy(() -> JsonFormat.ENCODED.write(new Value.CommitTimestamp()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void fieldsOfAPatchMayBeUndefined() {
    var fields =
        JsonFormat.ENCODED.readFields("{\"b\":{\"$undefined\":null},\"a\":{\"c\":[]},\"d\":{}}");

    assertThat(fields.sequencedKeySet()).containsExactly("b", "a", "d");
    assertThat(fields).containsEntry("b", null).containsEntry("d", Value.Obj.EMPTY);
    assertThatThrownBy(() -> JsonFormat.ENCODED.readFields("{\"a\":{\"b\":{\"$undefined\":null}}}"))
        .hasMessageStartingWith("undefined is not a valid Convex value");
    assertThatThrownBy(() -> JsonFormat.ENCODED.readFields("[]")).hasMessage("Expected an object");
  }

  @Test
  void readsAValueInsideLargerJson() {
    try (var parser =
        new JsonFactory()
            .createParser(ObjectReadContext.empty(), "{\"value\":{\"a\":[1]},\"next\":true}")) {
      parser.nextToken();
      parser.nextToken();
      parser.nextToken();

      var value = JsonFormat.ENCODED.read(parser);

      assertThat(value.display()).isEqualTo("{a: [1.0]}");
      assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
      assertThat(parser.nextName()).isEqualTo("next");
    }
  }

  @Test
  void malformedJsonInsideLargerJsonIsTheParsersError() {
    try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), "[1,}")) {
      assertThatThrownBy(() -> JsonFormat.ENCODED.read(parser))
          .isInstanceOf(StreamReadException.class);
    }
  }
}
