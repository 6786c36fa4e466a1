package dev.jensen.backend.function;

import dev.jensen.backend.query.DocumentStream;
import dev.jensen.backend.transaction.Document;
import dev.jensen.value.Value;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// [Documents] by the syscalls that read and write documents.
///
/// @param syscalls of the running function, which measure how long the server works for it
record ValueDocuments(FunctionSyscalls syscalls, DocumentReads reads, DocumentWrites writes)
    implements Documents {

  @Override
  public Value.@Nullable Obj get(String id, String table, boolean isSystem) {
    return inTime(() -> value(reads.get(id, table, isSystem)));
  }

  @Override
  public Found find(String query) {
    var stream = inTime(() -> reads.open("{\"query\":%s}".formatted(query)));
    return () -> inTime(() -> next(stream));
  }

  private Value.@Nullable Obj next(DocumentStream stream) {
    var document = stream.next();
    if (document == null) {
      reads.end(stream);
    }
    return value(document);
  }

  @Override
  public Page page(String request) {
    var page = inTime(() -> reads.readPage(request));
    var status = page.status();
    return new Page(
        page.documents().stream().map(Document::value).toList(),
        page.isDone(),
        page.continueCursor(),
        page.splitCursor(),
        status == null ? null : status.wire());
  }

  @Override
  public String insert(String table, Value.Obj fields) {
    return inTime(() -> writes.insert(table, fields).id().toString());
  }

  @Override
  public void patch(String id, Map<String, @Nullable Value> changes) {
    var _ = inTime(() -> writes.patch(id, changes));
  }

  @Override
  public void replace(String id, String table, Value.Obj fields) {
    var _ = inTime(() -> writes.replace(id, table, fields));
  }

  @Override
  public void delete(String id) {
    var _ = inTime(() -> writes.deleteById(id));
  }

  private static Value.@Nullable Obj value(@Nullable Document document) {
    return document == null ? null : document.value();
  }

  private <R extends @Nullable Object> R inTime(Supplier<R> work) {
    return syscalls.inTime(() -> {
      try {
        return work.get();
      } catch (RuntimeException e) {
        throw FunctionSyscalls.catchable(e);
      }
    });
  }
}
