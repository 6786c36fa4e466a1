package dev.jensen.backend.function.java;

import dev.jensen.backend.function.Documents;
import dev.jensen.functions.Document;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The documents of a query, each read when it is asked for.
final class DocumentIterator<T> implements Iterator<Document<T>> {

  private final Run run;
  private final DocumentReader<T> reader;
  private final Documents.Found found;
  private @Nullable Document<T> next;
  private boolean done;

  DocumentIterator(Run run, DocumentReader<T> reader, Documents.Found found) {
    this.run = run;
    this.reader = reader;
    this.found = found;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !done) {
      var document = run.documents(_ -> found.next());
      next = document == null ? null : reader.read(document);
      done = next == null;
    }
    return next != null;
  }

  @Override
  public Document<T> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    var document = next;
    next = null;
    if (document == null) {
      throw new NoSuchElementException();
    }
    return document;
  }
}
