package dev.jensen.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {

  @ParameterizedTest
  @CsvSource({
    "0, AAAAAAAAAAA=",
    "1, AQAAAAAAAAA=",
    "1000, 6AMAAAAAAAA=",
    "1790000000000000000, AADzI4Rb1xg="
  })
  void encodesAsMessagesDo(long nanos, String encoded) {
    assertThat(new Timestamp(nanos).encode()).isEqualTo(encoded);
    assertThat(Timestamp.decode(encoded)).isEqualTo(new Timestamp(nanos));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAAAAAAAIA=", "AAAAAAAAAAAA", "AAAAAAAA", "****AAAAAAA="})
  void otherTextIsNoTimestamp(String text) {
    assertThat(Timestamp.decode(text)).isNull();
  }
}
