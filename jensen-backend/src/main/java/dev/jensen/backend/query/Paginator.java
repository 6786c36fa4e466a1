package dev.jensen.backend.query;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.IndexRange;
import dev.jensen.backend.transaction.Order;
import dev.jensen.backend.transaction.Scan;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.IndexKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one page of a query (`spec/function-runtime.md` §5).
///
/// A page is the documents between two positions in the order of the source. Positions name index
/// keys, so they stay where they are when documents come and go.
public final class Paginator {

  /// Pages beyond these shares of what one execution may read had better be split.
  private static final long ROWS_MAX = 32_000;

  private static final long BYTES_MAX = 16 << 20;
  private static final int DOCUMENTS_RECOMMENDED = 6144;
  private static final int ROWS_TO_SPLIT_MIN = 3;

  private final CursorCodec codec;
  private final PageRequest request;
  private final Transaction transaction;
  private final @Nullable Selection selection;
  private final Fingerprint fingerprint;
  private final Operators operators;
  private final List<Document> documents = new ArrayList<>();
  private final List<IndexKey> keys = new ArrayList<>();
  private long bytes;

  private Paginator(CursorCodec codec, Transaction transaction, PageRequest request) {
    this.codec = codec;
    this.request = request;
    this.transaction = transaction;
    this.selection = Selection.of(transaction, request.query().source());
    this.fingerprint =
        new Fingerprint(
            request.queryJson(), selection == null ? List.of() : selection.index().fields());
    this.operators = new Operators(request.query().operators());
  }

  /// Reads the page that `request` asks for.
  ///
  /// @throws InvalidQueryException if the query cannot be answered
  /// @throws InvalidCursorException if a cursor is not one of this query
  public static Page read(CursorCodec codec, Transaction transaction, PageRequest request) {
    return new Paginator(codec, transaction, request).read();
  }

  private Page read() {
    var start = request.cursor() == null ? null : codec.decode(request.cursor(), fingerprint);
    var end = request.endCursor() == null ? null : codec.decode(request.endCursor(), fingerprint);
    if (selection == null || start instanceof Cursor.End) {
      return page(new Cursor.End(), false);
    }
    try (var scan =
        transaction.scan(
            selection.table(),
            selection.index(),
            between(selection, start, end),
            selection.order())) {
      return end == null ? readUpToLimits(scan) : readAll(scan, end);
    }
  }

  private static IndexRange between(
      Selection selection, @Nullable Cursor start, @Nullable Cursor end) {
    var range = selection.range();
    boolean ascending = selection.order() == Order.ASCENDING;
    var first = range.start();
    var last = range.end();
    if (start instanceof Cursor.After(var key)) {
      if (ascending) {
        first = key.next();
      } else {
        last = key;
      }
    }
    if (end instanceof Cursor.After(var key)) {
      if (ascending) {
        last = key.next();
      } else {
        first = key;
      }
    }
    return new IndexRange(first, last);
  }

  private Page readAll(Scan scan, Cursor end) {
    while (!operators.exhausted() && read(scan)) {}
    return page(end, false);
  }

  private Page readUpToLimits(Scan scan) {
    while (documents.size() < request.size()) {
      if (hasReadTooMuch()) {
        return page(new Cursor.After(keys.getLast()), true);
      }
      if (operators.exhausted() || !read(scan)) {
        return page(new Cursor.End(), false);
      }
    }
    return page(new Cursor.After(keys.getLast()), false);
  }

  /// At least one row is always read, so that paging makes progress.
  private boolean hasReadTooMuch() {
    return !keys.isEmpty()
        && (exceeds(keys.size(), request.rowsMax()) || exceeds(bytes, request.bytesMax()));
  }

  private static boolean exceeds(long used, @Nullable Integer maximum) {
    return maximum != null && used >= maximum;
  }

  /// Reads one document; false at the end.
  private boolean read(Scan scan) {
    var document = scan.next();
    var key = scan.position();
    if (document == null || key == null) {
      return false;
    }
    keys.add(key);
    bytes += document.value().size();
    if (operators.pass(document.value())) {
      documents.add(document);
    }
    return true;
  }

  private Page page(Cursor end, boolean endedEarly) {
    return new Page(
        documents,
        end instanceof Cursor.End,
        codec.encode(end, fingerprint),
        keys.size() < ROWS_TO_SPLIT_MIN
            ? null
            : codec.encode(new Cursor.After(keys.get(keys.size() / 2)), fingerprint),
        status(endedEarly));
  }

  private Page.@Nullable Status status(boolean endedEarly) {
    if (endedEarly) {
      return Page.Status.SPLIT_REQUIRED;
    }
    boolean isLarge =
        isMostOf(keys.size(), request.rowsMax(), ROWS_MAX)
            || isMostOf(bytes, request.bytesMax(), BYTES_MAX)
            || documents.size() > DOCUMENTS_RECOMMENDED;
    return isLarge ? Page.Status.SPLIT_RECOMMENDED : null;
  }

  /// More than three quarters.
  private static boolean isMostOf(long used, @Nullable Integer maximum, long limit) {
    return 4 * used > 3 * Math.min(maximum == null ? limit : maximum, limit);
  }
}
