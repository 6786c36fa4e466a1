package dev.jensen.backend.function;

import dev.jensen.backend.index.Table;
import dev.jensen.backend.query.CursorCodec;
import dev.jensen.backend.query.DocumentStream;
import dev.jensen.backend.query.Operator;
import dev.jensen.backend.query.Page;
import dev.jensen.backend.query.PageRequest;
import dev.jensen.backend.query.Paginator;
import dev.jensen.backend.query.Query;
import dev.jensen.backend.query.Source;
import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Order;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The syscalls that read documents (`spec/function-runtime.md` §3), each from its arguments to the
/// JSON of its result; and those of them that functions in this process make with values.
final class DocumentReads implements AutoCloseable {

  private final ExecutionScope scope;
  private final CursorCodec cursors;
  private final Map<Integer, OpenStream> streams = new HashMap<>();
  private final Set<DocumentStream> opened = new HashSet<>();
  private int nextStream;
  private boolean paginated;

  DocumentReads(ExecutionScope scope, CursorCodec cursors) {
    this.scope = scope;
    this.cursors = cursors;
  }

  /// `1.0/get`.
  String get(String json) {
    var arguments = SyscallArguments.parse("db.get", json);
    boolean isSystem = arguments.flag("isSystem");
    return encode(get(arguments.text("id"), arguments.optionalText("table"), isSystem));
  }

  /// The document, or null.
  ///
  /// @param tableName in which the id must be, if the function says so
  /// @param isSystem whether it asks for one of a system table
  @Nullable Document get(String idText, @Nullable String tableName, boolean isSystem) {
    var method = isSystem ? "db.system.get" : "db.get";
    var id = parseId(idText, method);
    var table = scope.transaction().table(id.tableNumber());
    if (table == null || !SystemTables.isVisible(table)) {
      return null;
    }
    checkTable(tableName, table, method);
    if (table.isSystem() != isSystem) {
      throw new SyscallException(
          isSystem
              ? "User tables cannot be accessed with db.system."
              : "System tables can only be accessed with db.system.");
    }
    return scope.transaction().get(table, id);
  }

  static DocumentId parseId(String id, String method) {
    try {
      return DocumentId.parse(id);
    } catch (InvalidValueException e) {
      throw SyscallException.invalidArgument("id", method, String.valueOf(e.getMessage()));
    }
  }

  /// Checks that an id is one of the table that the function named, if it named one.
  static void checkTable(@Nullable String expected, Table actual, String method) {
    if (expected != null && !expected.equals(actual.name())) {
      throw SyscallException.invalidArgument(
          "id",
          method,
          "expected to be an Id<\"%s\">, got Id<\"%s\"> instead."
              .formatted(expected, actual.name()));
    }
  }

  static String encode(@Nullable Document document) {
    return document == null ? "null" : JsonFormat.UNCOMMITTED.write(document.value());
  }

  /// `1.0/count`.
  String count(String json) {
    var table = SyscallArguments.parse("db.count", json).text("table");
    if (!SystemTables.isVisible(table)) {
      return "0";
    }
    var existing = scope.transaction().table(table);
    return existing == null ? "0" : Long.toString(scope.transaction().count(existing));
  }

  /// `1.0/db/normalizeId`.
  String normalizeId(String json) {
    var arguments = SyscallArguments.parse("db.normalizeId", json);
    var id = normalized(arguments.text("table"), arguments.text("idString"));
    return id == null ? "{\"id\":null}" : "{\"id\":\"%s\"}".formatted(id);
  }

  private @Nullable DocumentId normalized(String tableName, String text) {
    var table = SystemTables.isVisible(tableName) ? scope.transaction().table(tableName) : null;
    if (table == null) {
      return null;
    }
    var id = DocumentId.parseOrNull(text);
    if (id != null) {
      return id.tableNumber() == table.number() ? id : null;
    }
    var legacy = InternalId.parseLegacy(text);
    return legacy == null ? null : new DocumentId(table.number(), legacy);
  }

  /// `1.0/queryStream`.
  String openStream(String json) {
    // A runtime may count along, so that it need not wait for the answer.
    int id = nextStream++;
    streams.put(id, OpenStream.of(scope, query(json)));
    return "{\"queryId\":%d}".formatted(id);
  }

  private static Query query(String json) {
    return visible(SyscallArguments.parse("queryStream", json).query());
  }

  /// Begins a query, which ends with the execution if it is not ended before.
  ///
  /// @param json as of `1.0/queryStream`
  DocumentStream open(String json) {
    var stream = DocumentStream.open(scope.transaction(), query(json));
    opened.add(stream);
    return stream;
  }

  /// Ends a query.
  void end(DocumentStream stream) {
    opened.remove(stream);
    stream.close();
  }

  /// The same query, or one without results if functions must not see its table.
  private static Query visible(Query query) {
    return SystemTables.isVisible(query.source().table())
        ? query
        : new Query(
            new Source.FullTableScan(query.source().table(), Order.ASCENDING),
            List.of(new Operator.Limit(0)));
  }

  /// `1.0/queryStreamNext`: what was asked for and, each on a line of its own, what will be asked
  /// for next.
  String next(String json) {
    var stream = streams.get(SyscallArguments.parse("queryStreamNext", json).number("queryId"));
    if (stream == null) {
      throw new SyscallException("in-progress query not found");
    }
    return stream.next();
  }

  /// `1.0/queryCleanup`.
  String closeStream(String json) {
    int id = SyscallArguments.parse("queryCleanup", json).number("queryId");
    var stream = streams.remove(id);
    if (stream != null) {
      stream.close();
    }
    return Boolean.toString(stream != null);
  }

  /// `1.0/queryPage`.
  String page(String json) {
    return encode(readPage(json));
  }

  /// One page of a query.
  ///
  /// @param json as of `1.0/queryPage`
  Page readPage(String json) {
    if (paginated) {
      throw new SyscallException(
          "This query or mutation function ran multiple paginated queries. Convex only supports a"
              + " single paginated query in each function.");
    }
    paginated = true;
    scope.askForPage();
    var arguments = SyscallArguments.parse("queryPage", json);
    var page = Paginator.read(cursors, scope.transaction(), pageRequest(arguments));
    scope.notePageEnd(page.continueCursor());
    return page;
  }

  /// An end that the function itself asks for overrides where the page ended the last time.
  private PageRequest pageRequest(SyscallArguments arguments) {
    var endCursor = arguments.optionalText("endCursor");
    return new PageRequest(
        visible(arguments.query()),
        arguments.queryJson(),
        arguments.optionalText("cursor"),
        endCursor == null ? scope.formerPageEnd() : endCursor,
        arguments.number("pageSize"),
        arguments.optionalNumber("maximumRowsRead"),
        arguments.optionalNumber("maximumBytesRead"));
  }

  private static String encode(Page page) {
    var documents = page.documents().stream().map(DocumentReads::encode).toList();
    var status = page.status();
    return "{\"page\":[%s],\"isDone\":%s,\"continueCursor\":%s,\"splitCursor\":%s,\"pageStatus\":%s}"
        .formatted(
            String.join(",", documents),
            page.isDone(),
            quoted(page.continueCursor()),
            quoted(page.splitCursor()),
            quoted(status == null ? null : status.wire()));
  }

  /// Of a text that needs no escapes.
  private static String quoted(@Nullable String text) {
    return text == null ? "null" : "\"%s\"".formatted(text);
  }

  @Override
  public void close() {
    streams.values().forEach(OpenStream::close);
    opened.forEach(DocumentStream::close);
  }
}
