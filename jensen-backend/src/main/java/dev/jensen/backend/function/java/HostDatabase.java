package dev.jensen.backend.function.java;

import dev.jensen.functions.DatabaseWriter;
import dev.jensen.functions.Document;
import dev.jensen.functions.TableQuery;
import dev.jensen.mapping.Id;
import dev.jensen.mapping.Values;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The database of a running function.
record HostDatabase(Run run) implements DatabaseWriter {

  @Override
  public <T> @Nullable Document<T> get(Class<T> table, Id<T> id) {
    var name = JavaFunctions.tableName(table);
    var members =
        Map.of(
            "id", text(id.value()),
            "table", text(name),
            "isSystem", new Value.Bool(name.startsWith("_")));
    var found = JsonFormat.UNCOMMITTED.read(run.call("1.0/get", Run.json(members)));
    return found instanceof Value.Null ? null : DocumentReader.of(table).read(found);
  }

  @Override
  public <T> TableQuery<T> query(Class<T> table) {
    return HostQuery.of(run, table);
  }

  @Override
  public long count(Class<?> table) {
    var members = Map.of("table", text(JavaFunctions.tableName(table)));
    return Long.parseLong(run.call("1.0/count", Run.json(members)));
  }

  @Override
  public <T> @Nullable Id<T> normalizeId(Class<T> table, String text) {
    var members = Map.of("table", text(JavaFunctions.tableName(table)), "idString", text(text));
    var answer = JsonFormat.ENCODED.read(run.call("1.0/db/normalizeId", Run.json(members)));
    return answer instanceof Value.Obj found && found.get("id") instanceof Value.Text(var id)
        ? new Id<>(id)
        : null;
  }

  @Override
  public <T> Id<T> insert(T content) {
    var members =
        Map.<String, Value>of(
            "table", text(JavaFunctions.tableName(content.getClass())),
            "value", Values.of(content));
    var answer = JsonFormat.ENCODED.read(run.call("1.0/insert", Run.json(members)));
    if (answer instanceof Value.Obj inserted && inserted.get("_id") instanceof Value.Text(var id)) {
      return new Id<>(id);
    }
    throw new IllegalStateException("an insert without an id");
  }

  @Override
  public void patch(Id<?> id, Map<String, ? extends @Nullable Object> changes) {
    var values = new LinkedHashMap<String, Value>();
    changes.forEach((field, value) -> values.put(field, Values.of(value)));
    merge(id, JsonFormat.UNCOMMITTED.write(Value.Obj.of(values)));
  }

  @Override
  public void unset(Id<?> id, String... fields) {
    merge(
        id,
        Stream.of(fields)
            .map(field -> "%s:{\"$undefined\":null}".formatted(quoted(field)))
            .collect(Collectors.joining(",", "{", "}")));
  }

  private void merge(Id<?> id, String changes) {
    run.call("1.0/shallowMerge", "{\"id\":%s,\"value\":%s}".formatted(quoted(id.value()), changes));
  }

  private static String quoted(String text) {
    return JsonFormat.ENCODED.write(text(text));
  }

  @Override
  public <T> void replace(Id<T> id, T content) {
    var members =
        Map.<String, Value>of(
            "id", text(id.value()),
            "table", text(JavaFunctions.tableName(content.getClass())),
            "value", Values.of(content));
    run.call("1.0/replace", Run.json(members));
  }

  @Override
  public void delete(Id<?> id) {
    run.call("1.0/remove", Run.json(Map.of("id", text(id.value()))));
  }

  private static Value text(String text) {
    return new Value.Text(text);
  }
}
