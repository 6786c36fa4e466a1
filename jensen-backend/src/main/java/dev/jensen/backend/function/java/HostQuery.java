package dev.jensen.backend.function.java;

import dev.jensen.functions.Document;
import dev.jensen.functions.Expression;
import dev.jensen.functions.FunctionFailedException;
import dev.jensen.functions.IndexRange;
import dev.jensen.functions.Order;
import dev.jensen.functions.Page;
import dev.jensen.functions.PageOptions;
import dev.jensen.functions.TableQuery;
import dev.jensen.mapping.Values;
import dev.jensen.value.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A query of a running function.
///
/// @param index its name, or null to scan the table
/// @param operators filters and limits as JSON
record HostQuery<T>(
    Run run,
    Class<T> table,
    @Nullable String index,
    IndexRange range,
    Order order,
    List<String> operators)
    implements TableQuery<T> {

  static <T> HostQuery<T> of(Run run, Class<T> table) {
    return new HostQuery<>(run, table, null, IndexRange.all(), Order.ASCENDING, List.of());
  }

  @Override
  public TableQuery<T> withIndex(String name, UnaryOperator<IndexRange> bounds) {
    return new HostQuery<>(run, table, name, bounds.apply(IndexRange.all()), order, operators);
  }

  @Override
  public TableQuery<T> order(Order newOrder) {
    return new HostQuery<>(run, table, index, range, newOrder, operators);
  }

  @Override
  public TableQuery<T> filter(Expression condition) {
    return with("{\"filter\":%s}".formatted(condition.toJson()));
  }

  private HostQuery<T> limit(int count) {
    return with("{\"limit\":%d}".formatted(count));
  }

  private HostQuery<T> with(String operator) {
    var longer = new ArrayList<>(operators);
    longer.add(operator);
    return new HostQuery<>(run, table, index, range, order, longer);
  }

  @Override
  public List<Document<T>> take(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("take(%d)".formatted(count));
    }
    return limit(count).collect();
  }

  @Override
  public @Nullable Document<T> first() {
    var found = take(1);
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public @Nullable Document<T> unique() {
    var found = take(2);
    if (found.size() > 1) {
      throw new FunctionFailedException(
          "unique() query returned more than one result from table %s:\n [%s, %s, ...]"
              .formatted(
                  JavaFunctions.tableName(table), found.getFirst().id(), found.getLast().id()));
    }
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public Page<Document<T>> paginate(PageOptions options) {
    var request = pageRequest(options);
    var page = run.documents(documents -> documents.page(request));
    var reader = DocumentReader.of(table);
    return new Page<>(
        page.documents().stream().map(reader::read).toList(),
        page.isDone(),
        page.continueCursor(),
        Optional.ofNullable(page.splitCursor()),
        Optional.ofNullable(page.status()));
  }

  private String pageRequest(PageOptions options) {
    var json = new StringBuilder("{\"query\":").append(json());
    append(json, "cursor", options.cursor());
    append(json, "endCursor", options.endCursor().orElse(null));
    append(json, "pageSize", options.numItems());
    append(json, "maximumRowsRead", options.maximumRowsRead().orElse(null));
    append(json, "maximumBytesRead", options.maximumBytesRead().orElse(null));
    return json.append('}').toString();
  }

  private static void append(StringBuilder json, String name, @Nullable Object value) {
    if (value != null || name.equals("cursor")) {
      json.append(",\"%s\":".formatted(name)).append(encoded(value));
    }
  }

  private static String encoded(@Nullable Object value) {
    return JsonFormat.ENCODED.write(Values.of(value));
  }

  @Override
  public DocumentIterator<T> iterator() {
    var query = json();
    return new DocumentIterator<>(
        run, DocumentReader.of(table), run.documents(documents -> documents.find(query)));
  }

  /// The query as the server reads it (`spec/function-runtime.md` §4).
  private String json() {
    var name = JavaFunctions.tableName(table);
    var direction = order == Order.ASCENDING ? "asc" : "desc";
    var source =
        index == null
            ? "{\"type\":\"FullTableScan\",\"tableName\":%s,\"order\":\"%s\"}"
                .formatted(encoded(name), direction)
            : "{\"type\":\"IndexRange\",\"indexName\":%s,\"range\":%s,\"order\":\"%s\"}"
                .formatted(encoded("%s.%s".formatted(name, index)), range.toJson(), direction);
    return "{\"source\":%s,\"operators\":[%s]}".formatted(source, String.join(",", operators));
  }
}
