package dev.jensen.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MarkerTest {

  private static final Marker MARKER = new Marker("beat-");

  @Test
  void countsWhatStandsInAMessage() {
    var message = message("{\"a\":\"beat-1\",\"b\":\"beat-2\",\"c\":\"beat\"}");

    assertThat(MARKER.count(message)).isEqualTo(2);
    assertThat(message.remaining()).isEqualTo(message.capacity());
  }

  @Test
  void findsTheHighestNumber() {
    var message = message("{\"original\":\"beat-9\",\"object\":\"beat-10\"}");

    assertThat(MARKER.highest(message)).isEqualTo(10);
  }

  @Test
  void findsNoNumberWhereNoneIs() {
    assertThat(MARKER.highest(message("{\"type\":\"Ping\"}"))).isEqualTo(-1);
  }

  private static ByteBuffer message(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
