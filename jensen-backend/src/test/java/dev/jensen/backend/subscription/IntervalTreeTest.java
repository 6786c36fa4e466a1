package dev.jensen.backend.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.transaction.IndexRange;
import dev.jensen.value.IndexKey;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

class IntervalTreeTest {

  private static final int KEYS = 30;

  @Seeded(runs = 200)
  void findsWhatLookingAtEveryRangeFinds(RandomGenerator random) {
    var tree = new IntervalTree<IndexRange>();
    var entries = new ArrayList<IntervalTree.Entry<IndexRange>>();
    var ranges = new ArrayList<IndexRange>();
    for (int step = random.nextInt(200); step > 0; step--) {
      if (!entries.isEmpty() && random.nextInt(3) == 0) {
        int gone = random.nextInt(entries.size());
        tree.remove(entries.remove(gone));
        ranges.remove(gone);
      } else {
        var range = range(random);
        entries.add(tree.add(range, range));
        ranges.add(range);
      }
      var key = key(random.nextInt(KEYS));
      assertThat(found(tree, key))
          .containsExactlyInAnyOrderElementsOf(
              ranges.stream().filter(range -> range.contains(key)).toList());
    }
    assertThat(tree.isEmpty()).isEqualTo(ranges.isEmpty());
  }

  private static List<IndexRange> found(IntervalTree<IndexRange> tree, IndexKey key) {
    var found = new ArrayList<IndexRange>();
    tree.visit(key, found::add);
    return found;
  }

  private static IndexRange range(RandomGenerator random) {
    int start = random.nextInt(KEYS);
    @Nullable IndexKey end =
        random.nextInt(8) == 0 ? null : key(start + 1 + random.nextInt(KEYS / 2));
    return new IndexRange(key(start), end);
  }

  private static IndexKey key(int number) {
    return new IndexKey(new byte[] {(byte) number});
  }
}
