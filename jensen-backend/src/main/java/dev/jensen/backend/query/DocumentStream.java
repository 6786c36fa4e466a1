package dev.jensen.backend.query;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Scan;
import dev.jensen.backend.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/// The documents of a query, fetched one by one: only what was asked for enters the read set.
///
/// Not thread-safe, like the transaction it reads from.
public final class DocumentStream implements AutoCloseable {

  private final Transaction transaction;
  private final @Nullable Selection selection;
  private final Operators operators;
  private @Nullable Scan scan;

  private DocumentStream(
      Transaction transaction, @Nullable Selection selection, Operators operators) {
    this.transaction = transaction;
    this.selection = selection;
    this.operators = operators;
  }

  /// Begins the query; checks it against the table's indexes but fetches nothing yet.
  ///
  /// @throws InvalidQueryException if the index cannot be read in this way
  public static DocumentStream open(Transaction transaction, Query query) {
    return new DocumentStream(
        transaction, Selection.of(transaction, query.source()), new Operators(query.operators()));
  }

  /// The next document, or null at the end.
  ///
  /// @throws InvalidQueryException if a filter cannot be computed for a document
  public @Nullable Document next() {
    var from = selection;
    if (from == null) {
      return null;
    }
    while (!operators.exhausted()) {
      var document = scan(from).next();
      if (document == null || operators.pass(document.value())) {
        return document;
      }
    }
    return null;
  }

  private Scan scan(Selection from) {
    var running = scan;
    if (running == null) {
      running = transaction.scan(from.table(), from.index(), from.range(), from.order());
      scan = running;
    }
    return running;
  }

  @Override
  public void close() {
    if (scan != null) {
      scan.close();
    }
  }
}
