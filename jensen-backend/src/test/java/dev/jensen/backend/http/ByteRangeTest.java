package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.http.ByteRange.Part;
import dev.jensen.backend.http.ByteRange.Unsatisfiable;
import dev.jensen.backend.http.ByteRange.Whole;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-4",
        "bytes= 1 -2",
        "bytes=,",
        "rows=1-2",
        "bytes=1-2,x",
        "bytes=--1",
        "bytes=1-2-3",
        "bytes=٣-4"
      })
  void whatMeansNothingIsIgnored(String header) {
    assertThat(ByteRange.of(header, 10)).isEqualTo(new Whole());
  }

  @Test
  void positionsMayBeLargerThanAnyNumber() {
    var huge = "9".repeat(1000);

    assertThat(ByteRange.of("bytes=3-%s".formatted(huge), 10)).isEqualTo(new Part(3, 9));
    assertThat(ByteRange.of("bytes=-%s".formatted(huge), 10)).isEqualTo(new Part(0, 9));
    assertThat(ByteRange.of("bytes=%s-".formatted(huge), 10)).isEqualTo(new Unsatisfiable());
  }

  @Test
  void oneRangeMayStandInAListAndHaveAnotherCase() {
    assertThat(ByteRange.of("Bytes=, 2-3 ,", 10)).isEqualTo(new Part(2, 3));
    assertThat(ByteRange.of("bytes=0-1,3-4", 10)).isEqualTo(new Unsatisfiable());
  }

  @Test
  void anEmptyContentHasNoParts() {
    assertThat(ByteRange.of("bytes=0-0", 0)).isEqualTo(new Whole());
    assertThat(ByteRange.of("bytes=-1", 0)).isEqualTo(new Whole());
  }

  /// The bytes of a part are those that the definition of each form names.
  @Seeded(runs = 2000)
  void aPartHasTheBytesThatItsHeaderNames(RandomGenerator random) {
    long size = random.nextLong(1, 20);
    long a = random.nextLong(0, 25);
    long b = random.nextLong(0, 25);
    int form = random.nextInt(3);
    var header =
        switch (form) {
          case 0 -> "bytes=%d-%d".formatted(a, b);
          case 1 -> "bytes=%d-".formatted(a);
          default -> "bytes=-%d".formatted(a);
        };
    long[] named =
        LongStream.range(0, size)
            .filter(i ->
                switch (form) {
                  case 0 -> i >= a && i <= b;
                  case 1 -> i >= a;
                  default -> i >= size - a;
                })
            .toArray();

    var range = ByteRange.of(header, size);

    var expected =
        form == 0 && b < a
            ? new Whole()
            : named.length == 0 ? new Unsatisfiable() : new Part(named[0], named[named.length - 1]);
    assertThat(range).as("%s of %d", header, size).isEqualTo(expected);
  }
}
