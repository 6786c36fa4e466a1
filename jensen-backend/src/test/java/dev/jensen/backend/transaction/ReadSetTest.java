package dev.jensen.backend.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.index.IndexId;
import dev.jensen.value.IndexKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadSetTest {

  private static final IndexId INDEX = new IndexId(new UUID(1, 1));
  private static final IndexId OTHER = new IndexId(new UUID(1, 2));

  @Test
  void aWriteInsideAnEmptyRangeConflicts() {
    var readNothing = reads(range(10, 20));

    assertThat(readNothing.overlaps(INDEX, key(15))).isTrue();
    assertThat(readNothing.overlaps(INDEX, key(20))).isFalse();
    assertThat(readNothing.overlaps(OTHER, key(15))).isFalse();
  }

  @Test
  void rangesThatTouchBecomeOne() {
    var reads = reads(range(30, 40), range(10, 20), range(20, 25), range(12, 14), range(50, 50));

    assertThat(reads.ranges()).isEqualTo(Map.of(INDEX, List.of(range(10, 25), range(30, 40))));
  }

  @Test
  void aWriteInsideWhatIsSharedConflicts() {
    var shared = new ReadSet(Map.of(OTHER, List.of(range(1, 2))), List.of());
    var reads = new ReadSet(Map.of(INDEX, List.of(range(4, null))), List.of(shared));

    assertThat(reads.overlaps(OTHER, key(1))).isTrue();
    assertThat(reads.overlaps(INDEX, key(5))).isTrue();
    assertThat(reads.overlaps(INDEX, key(1))).isFalse();
  }

  @Seeded(runs = 200)
  void overlapsAgreesWithLookingAtEveryRange(RandomGenerator random) {
    var ranges = new ArrayList<IndexRange>();
    for (int i = random.nextInt(8); i > 0; i--) {
      ranges.add(range(random.nextInt(40), random.nextInt(9) == 0 ? null : random.nextInt(40)));
    }
    var keys = new TreeSet<IndexKey>();
    for (int i = random.nextInt(8); i > 0; i--) {
      keys.add(key(random.nextInt(45)));
    }

    var reads = new ReadSet(Map.of(INDEX, ranges), List.of());

    for (var key : keys) {
      assertThat(reads.overlaps(INDEX, key))
          .isEqualTo(ranges.stream().anyMatch(range -> range.contains(key)));
    }
    assertThat(reads.overlapsAny(INDEX, List.copyOf(keys)))
        .isEqualTo(keys.stream().anyMatch(key -> reads.overlaps(INDEX, key)));
  }

  private static ReadSet reads(IndexRange... ranges) {
    return new ReadSet(Map.of(INDEX, List.of(ranges)), List.of());
  }

  private static IndexRange range(int start, @Nullable Integer end) {
    return new IndexRange(key(start), end == null ? null : key(end));
  }

  private static IndexKey key(int value) {
    return new IndexKey(new byte[] {(byte) value});
  }
}
