package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class IncomingTextTest {

  private static final String PART = "x".repeat(1000);

  private final BodyBudget budget = new BodyBudget(10_000);

  @Test
  void partsBecomeOneMessage() {
    var incoming = new IncomingText(budget);

    assertThat(incoming.add("a", false)).isNull();
    assertThat(incoming.add("b", false)).isNull();
    assertThat(Objects.requireNonNull(incoming.add("c", true)).text()).isEqualTo("abc");
    assertThat(Objects.requireNonNull(incoming.add("d", true)).text()).isEqualTo("d");
  }

  @Test
  void whatAllReceiveTogetherIsBounded() {
    var one = new IncomingText(budget);
    var other = new IncomingText(budget);
    for (int i = 0; i < 3; i++) {
      one.add(PART, false);
    }
    var message = Objects.requireNonNull(one.add("", true));
    other.add(PART, false);
    other.add(PART, false);

    assertThatThrownBy(() -> other.add(PART, false)).hasMessageContaining("Too many");
    message.handled().run();
    other.add(PART, false);
    other.close();

    one.add("y".repeat(5000), false);
    assertThat(Objects.requireNonNull(one.add("", true)).text()).hasSize(5000);
  }

  @Test
  void aSmallMessageNeedsNoRoom() {
    var full = new IncomingText(budget);
    full.add("x".repeat(5000), false);

    assertThat(new IncomingText(budget).add("small", true)).isNotNull();
  }
}
