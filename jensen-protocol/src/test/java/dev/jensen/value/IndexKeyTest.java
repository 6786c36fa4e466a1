package dev.jensen.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IndexKeyTest {

  @Seeded(runs = 1000)
  void keysOrderAsTheirValues(RandomGenerator random) {
    var values = new ValueGenerator(random);
    var left = values.key(3);
    var right = values.key(3);
    if (random.nextBoolean()) {
      left.addAll(0, right);
    }

    assertThat(Integer.signum(IndexKey.of(left).compareTo(IndexKey.of(right))))
        .isEqualTo(Integer.signum(compare(left, right)));
  }

  @Seeded(runs = 1000)
  void theRangeOfAPrefixHoldsExactlyTheKeysThatStartWithItsValues(RandomGenerator random) {
    var values = new ValueGenerator(random);
    var prefix = values.key(2);
    var key = values.key(3);
    if (random.nextBoolean()) {
      key.addAll(0, prefix);
    }

    boolean inRange =
        IndexKey.of(prefix).compareTo(IndexKey.of(key)) <= 0
            && IndexKey.of(key).compareTo(IndexKey.of(prefix).afterPrefix()) < 0;

    assertThat(inRange).isEqualTo(startsWith(key, prefix));
  }

  @Test
  void aPrefixEndsBeforeTextThatGoesOnWithZero() {
    var key = IndexKey.of(List.of(new Value.Text("a")));
    var longer = IndexKey.of(List.of(new Value.Text("a\0")));
    var empty = IndexKey.of(List.of(Value.Obj.EMPTY));
    var nameless = IndexKey.of(List.of(Value.Obj.of(Map.of("", new Value.Null()))));

    assertThat(longer).isGreaterThan(key.afterPrefix());
    assertThat(nameless).isGreaterThan(empty.afterPrefix());
  }

  @Test
  void nextIsTheSmallestGreaterKey() {
    var key = IndexKey.of(List.of(new Value.Text("a")));

    assertThat(key.next()).isGreaterThan(key);
    assertThat(key.next().toByteArray()).isEqualTo(new byte[] {0x10, 'a', 0, 0});
  }

  @Test
  void bytesAreThoseOfTheSpec() {
    assertThat(hex(new Value.Float64(1))).isEqualTo("0dbff0000000000000");
    assertThat(hex(new Value.Float64(0))).isEqualTo("0d8000000000000000");
    assertThat(hex(new Value.Float64(-0.0))).isEqualTo("0d7fffffffffffffff");
    assertThat(hex((Value) null)).isEqualTo("01");
    assertThat(hex(new Value.Null())).isEqualTo("03");
    assertThat(hex(new Value.Int64(Long.MIN_VALUE))).isEqualTo("048000000000000000");
    assertThat(hex(new Value.Int64(-32769))).isEqualTo("05ffff7fff");
    assertThat(hex(new Value.Int64(-129))).isEqualTo("06ff7f");
    assertThat(hex(new Value.Int64(-1))).isEqualTo("07ff");
    assertThat(hex(new Value.Int64(0))).isEqualTo("08");
    assertThat(hex(new Value.Int64(127))).isEqualTo("097f");
    assertThat(hex(new Value.Int64(128))).isEqualTo("0a0080");
    assertThat(hex(new Value.Int64(32768))).isEqualTo("0b00008000");
    assertThat(hex(new Value.Int64(1L << 31))).isEqualTo("0c0000000080000000");
    assertThat(hex(new Value.CommitTimestamp())).isEqualTo("0cffffffffffffffff");
    assertThat(hex(new Value.Bool(false), new Value.Bool(true))).isEqualTo("0e0f");
    assertThat(hex(new Value.Text("a\0é😀"))).isEqualTo("106100ffc3a9f09f988000");
    assertThat(hex(new Value.Bytes(new byte[] {0, (byte) 0xff}))).isEqualTo("1100ffff00");
    assertThat(hex(new Value.Array(List.of(new Value.Null())))).isEqualTo("120300");
    assertThat(hex(Value.Obj.of(Map.of("", new Value.Null(), "a", new Value.Int64(0)))))
        .isEqualTo("1500ff0361000800");
  }

  private static String hex(@Nullable Value... fields) {
    return IndexKey.of(new ArrayList<>(Arrays.asList(fields))).toString();
  }

  private static int compare(List<@Nullable Value> left, List<@Nullable Value> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = Value.compare(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static boolean startsWith(List<@Nullable Value> key, List<@Nullable Value> prefix) {
    return key.size() >= prefix.size()
        && compare(new ArrayList<>(key.subList(0, prefix.size())), prefix) == 0;
  }
}
