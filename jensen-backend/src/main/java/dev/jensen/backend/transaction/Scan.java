package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.IndexEntry;
import dev.jensen.backend.index.IndexId;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.storage.RangeRead;
import dev.jensen.value.IndexKey;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/// A walk along one index range, the transaction's own pending writes merged in.
///
/// Only what was consumed enters the read set: the range from where the scan began to the last
/// document returned, or the whole range once [#next()] returned null. Writes of the transaction
/// between two steps are seen if they are ahead.
public final class Scan implements AutoCloseable {

  private static final int FIRST_PAGE = 8;

  /// Fetching a page costs about as much as three documents do; more would only be read in vain.
  private static final int PAGE_MAX = 64;

  /// Keeps a page of large documents small.
  private static final int PAGE_BYTES = 1 << 20;

  private final Transaction transaction;
  private final Table table;
  private final Index index;
  private final IndexRange range;
  private final Order order;
  private final Pages pages;
  private @Nullable IndexKey position;
  private boolean finished;
  private boolean closed;

  Scan(Transaction transaction, Table table, Index index, IndexRange range, Order order) {
    this.transaction = transaction;
    this.table = table;
    this.index = index;
    this.range = range;
    this.order = order;
    this.pages = new Pages();
  }

  /// The next document in order, or null at the end.
  public @Nullable Document next() {
    if (closed) {
      throw new IllegalStateException("the scan is closed");
    }
    if (finished) {
      return null;
    }
    transaction.requireReadable(table);
    var committed = nextCommitted();
    var pending = nextPending();
    if (committed == null && pending == null) {
      finished = true;
      return null;
    }
    if (committed == null || (pending != null && comesBefore(pending.getKey(), committed.key()))) {
      return consume(pending);
    }
    pages.remove();
    position = committed.key();
    var document = committed.document();
    transaction.countRead(table, document.size());
    return new Document(document.id(), document.value());
  }

  private Document consume(Map.@Nullable Entry<IndexKey, Document> pending) {
    if (pending == null) {
      throw new IllegalStateException("nothing to consume");
    }
    position = pending.getKey();
    transaction.countRead(table, pending.getValue().value().size());
    return pending.getValue();
  }

  /// The next committed document that the transaction did not write itself.
  private @Nullable IndexEntry nextCommitted() {
    while (true) {
      var entry = pages.peek();
      if (entry == null || transaction.pending().get(table, entry.document().id()) == null) {
        return entry;
      }
      pages.remove();
    }
  }

  private Map.@Nullable Entry<IndexKey, Document> nextPending() {
    var documents = transaction.pendingInOrder(table, index);
    if (documents.isEmpty()) {
      return null;
    }
    var entry = order == Order.ASCENDING ? ascending(documents) : descending(documents);
    return entry == null || !range.contains(entry.getKey()) ? null : entry;
  }

  private Map.@Nullable Entry<IndexKey, Document> ascending(
      NavigableMap<IndexKey, Document> documents) {
    return position == null
        ? documents.ceilingEntry(range.start())
        : documents.higherEntry(position);
  }

  private Map.@Nullable Entry<IndexKey, Document> descending(
      NavigableMap<IndexKey, Document> documents) {
    var end = position == null ? range.end() : position;
    return end == null ? documents.lastEntry() : documents.lowerEntry(end);
  }

  private boolean comesBefore(IndexKey a, IndexKey b) {
    int comparison = a.compareTo(b);
    return order == Order.ASCENDING ? comparison < 0 : comparison > 0;
  }

  /// The index key of the document that [#next()] returned last, or null before the first.
  public @Nullable IndexKey position() {
    return position;
  }

  IndexId index() {
    return index.id();
  }

  /// What was read so far, or null if nothing was.
  @Nullable IndexRange consumed() {
    if (finished) {
      return range;
    }
    var last = position;
    if (last == null) {
      return null;
    }
    return order == Order.ASCENDING
        ? new IndexRange(range.start(), last.next())
        : new IndexRange(last, range.end());
  }

  @Override
  public void close() {
    closed = true;
  }

  /// The committed documents of the range, fetched in pages that grow.
  private final class Pages {

    private final ArrayDeque<IndexEntry> fetched = new ArrayDeque<>();
    private IndexRange rest = range;
    private int size = FIRST_PAGE;
    private boolean exhausted = range.isEmpty();

    @Nullable IndexEntry peek() {
      if (fetched.isEmpty() && !exhausted) {
        fetch();
      }
      return fetched.peek();
    }

    void remove() {
      fetched.remove();
    }

    private void fetch() {
      var page =
          transaction
              .reader()
              .read(
                  table,
                  new RangeRead(
                      index.id().uuid(),
                      rest.start(),
                      rest.end(),
                      order == Order.DESCENDING,
                      transaction.begin(),
                      size));
      fetched.addAll(page);
      if (page.size() < size) {
        exhausted = true;
        return;
      }
      var last = page.getLast().key();
      rest =
          order == Order.ASCENDING
              ? new IndexRange(last.next(), rest.end())
              : new IndexRange(rest.start(), last);
      long bytes = page.stream().mapToLong(entry -> entry.document().size()).sum();
      long fitting = PAGE_BYTES / Math.max(1, bytes / page.size());
      size = Math.clamp(fitting, 1, Math.min(PAGE_MAX, 4 * size));
    }
  }
}
