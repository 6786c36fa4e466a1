package dev.jensen.backend.function.java;

import dev.jensen.functions.Document;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The documents of a query, each read when it is asked for or, if the server sends it along, soon
/// before.
final class DocumentIterator<T> implements Iterator<Document<T>> {

  private final Run run;
  private final DocumentReader<T> reader;
  private final long stream;
  private final Deque<String> sentAlong = new ArrayDeque<>();
  private @Nullable Document<T> next;
  private boolean done;

  private DocumentIterator(Run run, DocumentReader<T> reader, long stream) {
    this.run = run;
    this.reader = reader;
    this.stream = stream;
  }

  static <T> DocumentIterator<T> open(Run run, DocumentReader<T> reader, String query) {
    var answer =
        JsonFormat.ENCODED.read(run.call("1.0/queryStream", "{\"query\":%s}".formatted(query)));
    if (answer instanceof Value.Obj opened
        && opened.get("queryId") instanceof Value.Float64(var id)) {
      return new DocumentIterator<>(run, reader, (long) id);
    }
    throw new IllegalStateException("a query stream without a number");
  }

  @Override
  public boolean hasNext() {
    if (next == null && !done) {
      next = read();
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

  private @Nullable Document<T> read() {
    if (sentAlong.isEmpty()) {
      var lines = run.call("1.0/queryStreamNext", "{\"queryId\":%d}".formatted(stream));
      sentAlong.addAll(List.of(lines.split("\n", -1)));
    }
    var line = JsonFormat.UNCOMMITTED.read(sentAlong.removeFirst());
    if (line instanceof Value.Obj step && step.get("value") instanceof Value.Obj document) {
      return reader.read(document);
    }
    run.call("1.0/queryCleanup", "{\"queryId\":%d}".formatted(stream));
    return null;
  }
}
