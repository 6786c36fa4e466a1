package dev.jensen.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.NodeProject;
import dev.jensen.Seeded;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The npm package `convex` and this package agree about values.
@Tag("conformance")
@Timeout(60)
class OfficialPackageTest {

  private static Process node;
  private static Writer questions;
  private static BufferedReader answers;

  @BeforeAll
  @Timeout(300)
  static void start() throws IOException, InterruptedException {
    node = NodeProject.install("src/test/js", "values").start("values.mjs");
    questions = node.outputWriter();
    answers = node.inputReader();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    node.destroy();
    node.waitFor();
  }

  @Seeded(runs = 300)
  void itReadsAndWritesTheSameValues(RandomGenerator random) {
    var value = new ValueGenerator(random).value(4);

    String answer = ask("roundTrip", JsonFormat.ENCODED.write(value));

    assertThat(JsonFormat.ENCODED.read(answer)).isEqualTo(value);
  }

  @Seeded(runs = 300)
  void itWritesNumbersTheSameWay(RandomGenerator random) {
    String json = JsonFormat.ENCODED.write(new ValueGenerator(random).float64());

    assertThat(ask("roundTrip", json)).isEqualTo(json);
  }

  @Seeded(runs = 300)
  void itOrdersValuesTheSameWay(RandomGenerator random) {
    var left = valueWithoutNaN(random);
    var right = valueWithoutNaN(random);

    String order = ask("compare", JsonFormat.ENCODED.write(left), JsonFormat.ENCODED.write(right));

    assertThat(Integer.signum(left.compareTo(right)))
        .isEqualTo(Integer.signum(Integer.parseInt(order)));
  }

  @Seeded(runs = 200)
  void itCountsTheSameSizes(RandomGenerator random) {
    var value = new ValueGenerator(random).value(4);

    assertThat(ask("size", JsonFormat.ENCODED.write(value)))
        .isEqualTo(Integer.toString(value.size()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$integer\":\"BQAAAAAAAAA=\"}",
        "{\"$integer\":\"BQAAAAAAAAA\"}",
        "{\"$integer\":\"AQID\"}",
        "{\"$integer\":5}",
        "{\"$float\":\"AAAAAAAAAIA=\"}",
        "{\"$float\":\"AAAAAAAAAAA=\"}",
        "{\"$float\":\"AAAAAAAA8D8=\"}",
        "{\"$bytes\":\"\"}",
        "{\"$bytes\":\"A\"}",
        "{\"$bytes\":null}",
        "{\"$bytes\":\"AQID\",\"a\":1}",
        "{\"a\":1,\"$b\":2}",
        "{\"$set\":[]}",
        "{\"$map\":[]}",
        "{\"$undefined\":null}",
        "{\"\":1}",
        "{\"é\":1}",
        "{\"a\\n\":1}",
        "{\"~ \":1}",
        "[1,]",
        "01",
        "-0",
        "nan",
        "\"\\u00e9\"",
        " [ ] ",
        "1 2"
      })
  void itAcceptsTheSameTexts(String json) {
    boolean accepted;
    try {
      JsonFormat.ENCODED.read(json);
      accepted = true;
    } catch (InvalidValueException refused) {
      accepted = false;
    }

    assertThat(ask("accepts", JsonFormat.CLEAN.write(new Value.Text(json))))
        .isEqualTo(Boolean.toString(accepted));
  }

  @Test
  void itsValidatorsReadBack() {
    var validators = (Value.Array) JsonFormat.ENCODED.read(ask("validators"));

    assertThat(validators.items()).hasSize(20);
    for (Value json : validators.items()) {
      assertThat(Validator.of(json).toValue()).isEqualTo(json);
    }
  }

  /// The package orders negative NaNs by their payload the other way round than the backend.
  private static Value valueWithoutNaN(RandomGenerator random) {
    var values = new ValueGenerator(random);
    return Stream.generate(() -> values.value(3))
        .filter(value -> !value.display().contains("NaN"))
        .findFirst()
        .orElseThrow();
  }

  private static String ask(String operation, String... operands) {
    String question =
        Stream.concat(Stream.of("\"" + operation + "\""), Stream.of(operands))
            .collect(Collectors.joining(",", "[", "]"));
    try {
      questions.write(question + "\n");
      questions.flush();
      String answer = answers.readLine();
      assertThat(answer).as("the script's answer to %s", List.of(question)).isNotNull();
      return answer;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
