package dev.jensen.backend.function.java;

import dev.jensen.functions.DatabaseWriter;
import dev.jensen.functions.Document;
import dev.jensen.functions.TableQuery;
import dev.jensen.mapping.Id;
import dev.jensen.mapping.MappingException;
import dev.jensen.mapping.Values;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The database of a running function.
record HostDatabase(Run run) implements DatabaseWriter {

  @Override
  public <T> @Nullable Document<T> get(Class<T> table, Id<T> id) {
    var name = JavaFunctions.tableName(table);
    var text = text(id);
    var found = run.documents(documents -> documents.get(text, name, name.startsWith("_")));
    return found == null ? null : DocumentReader.of(table).read(found);
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
    run.check();
    var name = JavaFunctions.tableName(content.getClass());
    var fields = fields(content);
    return new Id<>(run.documents(documents -> documents.insert(name, fields)));
  }

  private static Value.Obj fields(Object content) {
    if (Values.of(content) instanceof Value.Obj fields) {
      return fields;
    }
    throw new MappingException(
        "%s stands for no object, as documents are".formatted(content.getClass().getTypeName()));
  }

  @Override
  public void patch(Id<?> id, Map<String, ? extends @Nullable Object> changes) {
    run.check();
    var values = new LinkedHashMap<String, @Nullable Value>();
    changes.forEach((field, value) -> values.put(named(field), Values.of(value)));
    merge(id, values);
  }

  @Override
  public void unset(Id<?> id, String... fields) {
    var changes = new LinkedHashMap<String, @Nullable Value>();
    for (var field : fields) {
      changes.put(named(field), null);
    }
    merge(id, changes);
  }

  private static String named(String field) {
    return Objects.requireNonNull(field, "a field without a name");
  }

  private void merge(Id<?> id, Map<String, @Nullable Value> changes) {
    var text = text(id);
    run.change(documents -> documents.patch(text, changes));
  }

  @Override
  public <T> void replace(Id<T> id, T content) {
    run.check();
    var text = text(id);
    var name = JavaFunctions.tableName(content.getClass());
    var fields = fields(content);
    run.change(documents -> documents.replace(text, name, fields));
  }

  @Override
  public void delete(Id<?> id) {
    var text = text(id);
    run.change(documents -> documents.delete(text));
  }

  private static Value text(String text) {
    return new Value.Text(text);
  }

  /// To be called before the server is asked: a null is the function's mistake, not the server's.
  static String text(Id<?> id) {
    return Objects.requireNonNull(id.value(), "an id without a text");
  }
}
