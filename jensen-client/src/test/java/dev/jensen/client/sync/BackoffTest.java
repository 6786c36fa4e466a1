package dev.jensen.client.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static Duration delay(CloseReason reason, int retries, double random) {
    return Backoff.delay(reason, retries, random);
  }

  @Test
  void waitsDoubleUpToABound() {
    var unknown = new CloseReason.ByServer("closed with code 1006");

    assertThat(delay(unknown, 0, 0)).isEqualTo(Duration.ofMillis(500));
    assertThat(delay(unknown, 0, 1)).isEqualTo(Duration.ofMillis(1500));
    assertThat(delay(unknown, 2, 0.5)).isEqualTo(Duration.ofSeconds(4));
    assertThat(delay(unknown, 5, 0.5)).isEqualTo(Duration.ofSeconds(16));
    assertThat(delay(unknown, 1_000_000, 1)).isEqualTo(Duration.ofSeconds(24));
  }

  @Test
  void theReasonSaysHowLongTheFirstWaitIs() {
    assertThat(delay(new CloseReason.ByClient("InactiveServer"), 0, 0.5))
        .isEqualTo(Duration.ofMillis(100));
    assertThat(delay(new CloseReason.ByServer("InternalServerError"), 0, 0.5))
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(delay(new CloseReason.ByServer("CommitterFullError: later"), 0, 0.5))
        .isEqualTo(Duration.ofSeconds(3));
  }
}
