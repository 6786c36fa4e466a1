package dev.jensen.backend.function;

import dev.jensen.backend.query.DocumentStream;
import dev.jensen.backend.query.Operator;
import dev.jensen.backend.query.Query;
import org.jspecify.annotations.Nullable;

/// A query over which a function iterates.
///
/// A function asks for one document at a time, and each asking costs a round trip to its worker. So
/// documents that it will ask for are sent along: all of a query with a limit, which is always read
/// to its end; and of another one as many as were asked for before, so that a function that stops
/// early has read little in vain. A mutation may write between two documents and must see that in
/// the second, therefore it gets none of the latter.
///
/// Not thread-safe, like the transaction it reads from.
final class OpenStream implements AutoCloseable {

  private static final int AHEAD_MAX = 64;
  private static final int AHEAD_CHARACTERS_MAX = 1 << 18;

  private final DocumentStream documents;
  private final boolean isBounded;
  private final boolean isMutation;
  private int given;

  /// What went wrong after the last document that was sent along.
  private @Nullable RuntimeException failure;

  private OpenStream(DocumentStream documents, boolean isBounded, boolean isMutation) {
    this.documents = documents;
    this.isBounded = isBounded;
    this.isMutation = isMutation;
  }

  /// Begins a query in the transaction of `scope`.
  static OpenStream of(ExecutionScope scope, Query query) {
    boolean isBounded = query.operators().stream().anyMatch(Operator.Limit.class::isInstance);
    return new OpenStream(
        DocumentStream.open(scope.transaction(), query), isBounded, scope.isMutation());
  }

  /// One line with the next step of the iteration, and one for each step sent along.
  String next() {
    if (failure != null) {
      throw failure;
    }
    var lines = new StringBuilder();
    boolean more = step(lines);
    try {
      for (int left = ahead(); more && left > 0; left--) {
        more = lines.length() < AHEAD_CHARACTERS_MAX && step(lines);
      }
    } catch (RuntimeException thrown) {
      // It belongs to a document that the function may never ask for.
      failure = thrown;
    }
    return lines.toString();
  }

  private int ahead() {
    return isBounded ? AHEAD_MAX : isMutation ? 0 : Math.min(given - 1, AHEAD_MAX);
  }

  /// Returns false at the end.
  private boolean step(StringBuilder lines) {
    var document = documents.next();
    if (!lines.isEmpty()) {
      lines.append('\n');
    }
    if (document == null) {
      lines.append("{\"value\":null,\"done\":true}");
      return false;
    }
    given++;
    lines.append("{\"value\":").append(DocumentReads.encode(document)).append(",\"done\":false}");
    return true;
  }

  @Override
  public void close() {
    documents.close();
  }
}
