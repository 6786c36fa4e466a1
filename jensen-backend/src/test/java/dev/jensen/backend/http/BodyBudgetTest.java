package dev.jensen.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyBudgetTest {

  private static final int SECOND_BYTES = BodyBudget.BYTES_PER_SECOND_MIN;
  private static final Duration JUST_MORE = BodyBudget.PATIENCE.plusMillis(1);

  private final AtomicLong nanos = new AtomicLong(1);
  private final BodyBudget budget = new BodyBudget(1 << 30, nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void whatComesTooSlowlyIsRefused() {
    var slow = budget.share();
    slow.take(1);
    pass(BodyBudget.PATIENCE);
    slow.take(1);
    pass(Duration.ofMillis(1));

    assertThatThrownBy(() -> slow.take(1)).hasMessageContaining("too slowly");
    assertThatThrownBy(slow::requirePace).hasMessageContaining("too slowly");
  }

  @Test
  void whatIsLongMayTakeLonger() {
    var slow = budget.share();
    for (int second = 0; second < 1000; second++) {
      slow.take(SECOND_BYTES);
      pass(Duration.ofSeconds(1));
    }

    pass(BodyBudget.PATIENCE);
    slow.requirePace();
    pass(Duration.ofMillis(1));
    assertThatThrownBy(slow::requirePace).isInstanceOf(HttpFailure.class);
  }

  @Test
  void aConnectionMayBeQuietBetweenMessages() {
    var incoming = new IncomingText(budget);
    pass(JUST_MORE);
    incoming.requirePace();
    incoming.add("first", false);
    Objects.requireNonNull(incoming.add("last", true)).handled().run();
    pass(JUST_MORE);
    incoming.requirePace();

    incoming.add("first", false);
    pass(JUST_MORE);
    assertThatThrownBy(incoming::requirePace).hasMessageContaining("too slowly");
  }

  @Test
  void readingCountsAsWell() {
    var text = "[%s{}]".formatted("{},".repeat(100_000));
    var small = new BodyBudget(10_000_000);

    var incoming = new IncomingText(small);
    incoming.add("[{},", false);
    var message = Objects.requireNonNull(incoming.add(text.substring(4), true));
    var share = small.share();
    assertThatThrownBy(() -> share.takeRead(JsonWeight.of(text.getBytes(UTF_8))))
        .hasMessageContaining("Too many large requests");

    message.handled().run();
    share.takeRead(JsonWeight.of(text.getBytes(UTF_8)));
    assertThatThrownBy(() -> share.takeRead(JsonWeight.of(text + text)))
        .hasMessageContaining("too many values");
  }

  /// In the second column how many separators count.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {"[]; 0", "[1,2,[3,4]]; 3", "{\"a\":1,\"b,:\":\",:\"}; 3", "[\"\\\",\",1]; 1"})
  void separatorsCountOutsideStrings(String json, int values) {
    long one = JsonWeight.of("[1,2]").bytes();

    assertThat(one).isPositive();
    assertThat(JsonWeight.of(json).bytes()).isEqualTo(values * one);
    assertThat(JsonWeight.of(json.getBytes(UTF_8)).bytes()).isEqualTo(values * one);
  }
}
