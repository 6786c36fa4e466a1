package dev.jensen.backend.subscription;

import dev.jensen.backend.transaction.IndexRange;
import dev.jensen.value.IndexKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Ranges of one index, to find those that contain a key.
///
/// A treap ordered by where ranges start, whose nodes know how far any range below them reaches, so
/// that a search costs about the logarithm of the number of ranges for each one it finds. Ranges
/// may overlap and be equal. Not thread-safe.
final class IntervalTree<T> {

  /// An odd number whose multiples look random in their upper bits.
  private static final long SCRAMBLER = 0x9E3779B97F4A7C15L;

  private @Nullable Entry<T> root;
  private long added;

  /// One range in a tree, and what it stands for.
  static final class Entry<T> {

    private final IndexRange range;
    private final T value;
    private final long order;
    private @Nullable Entry<T> left;
    private @Nullable Entry<T> right;

    /// The greatest end at or below this node; null if one has no end.
    private @Nullable IndexKey reach;

    private Entry(IndexRange range, T value, long order) {
      this.range = range;
      this.value = value;
      this.order = order;
      this.reach = range.end();
    }

    private long priority() {
      return order * SCRAMBLER;
    }

    private boolean isBefore(Entry<T> other) {
      int byStart = range.start().compareTo(other.range.start());
      return byStart != 0 ? byStart < 0 : order < other.order;
    }

    private Entry<T> measured() {
      reach = range.end();
      if (left != null) {
        reach = later(reach, left.reach);
      }
      if (right != null) {
        reach = later(reach, right.reach);
      }
      return this;
    }

    private static @Nullable IndexKey later(@Nullable IndexKey a, @Nullable IndexKey b) {
      if (a == null || b == null) {
        return null;
      }
      return a.compareTo(b) >= 0 ? a : b;
    }
  }

  private record Halves<T>(@Nullable Entry<T> before, @Nullable Entry<T> after) {}

  boolean isEmpty() {
    return root == null;
  }

  /// Adds a range; the entry is needed to remove it.
  Entry<T> add(IndexRange range, T value) {
    var entry = new Entry<T>(range, value, ++added);
    root = insert(root, entry);
    return entry;
  }

  /// Removes an entry of this tree.
  void remove(Entry<T> entry) {
    root = without(root, entry);
  }

  /// Visits what stands at every range that contains `key`.
  void visit(IndexKey key, Consumer<T> visitor) {
    visit(root, key, visitor);
  }

  private static <T> void visit(@Nullable Entry<T> node, IndexKey key, Consumer<T> visitor) {
    if (node == null || (node.reach != null && node.reach.compareTo(key) <= 0)) {
      return;
    }
    visit(node.left, key, visitor);
    if (node.range.start().compareTo(key) <= 0) {
      if (node.range.contains(key)) {
        visitor.accept(node.value);
      }
      visit(node.right, key, visitor);
    }
  }

  private static <T> Entry<T> insert(@Nullable Entry<T> node, Entry<T> entry) {
    if (node == null) {
      return entry;
    }
    if (entry.priority() > node.priority()) {
      var halves = split(node, entry);
      entry.left = halves.before();
      entry.right = halves.after();
      return entry.measured();
    }
    if (entry.isBefore(node)) {
      node.left = insert(node.left, entry);
    } else {
      node.right = insert(node.right, entry);
    }
    return node.measured();
  }

  private static <T> Halves<T> split(@Nullable Entry<T> node, Entry<T> at) {
    if (node == null) {
      return new Halves<>(null, null);
    }
    if (node.isBefore(at)) {
      var halves = split(node.right, at);
      node.right = halves.before();
      return new Halves<>(node.measured(), halves.after());
    }
    var halves = split(node.left, at);
    node.left = halves.after();
    return new Halves<>(halves.before(), node.measured());
  }

  private static <T> @Nullable Entry<T> without(@Nullable Entry<T> node, Entry<T> entry) {
    if (node == null) {
      throw new IllegalStateException("the entry is not in this tree");
    }
    if (node == entry) {
      return joined(node.left, node.right);
    }
    if (entry.isBefore(node)) {
      node.left = without(node.left, entry);
    } else {
      node.right = without(node.right, entry);
    }
    return node.measured();
  }

  private static <T> @Nullable Entry<T> joined(
      @Nullable Entry<T> before, @Nullable Entry<T> after) {
    if (before == null || after == null) {
      return before == null ? after : before;
    }
    if (before.priority() > after.priority()) {
      before.right = joined(before.right, after);
      return before.measured();
    }
    after.left = joined(before, after.left);
    return after.measured();
  }
}
