package dev.jensen.functions;

import dev.jensen.mapping.Values;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of an index: equalities on its first fields, then a lower and an upper bound on the next
/// one. Immutable; every method gives a range with one more bound.
public final class IndexRange {

  private static final String MISSING = "{\"$undefined\":null}";

  private final List<String> bounds;

  private IndexRange(List<String> bounds) {
    this.bounds = List.copyOf(bounds);
  }

  /// The whole index.
  public static IndexRange all() {
    return new IndexRange(List.of());
  }

  /// Documents whose field has this value.
  public IndexRange eq(String field, @Nullable Object value) {
    return with("Eq", field, json(value));
  }

  /// Documents without the field.
  public IndexRange missing(String field) {
    return with("Eq", field, MISSING);
  }

  /// Documents whose field is greater.
  public IndexRange gt(String field, @Nullable Object value) {
    return with("Gt", field, json(value));
  }

  /// Documents whose field is as great or greater.
  public IndexRange gte(String field, @Nullable Object value) {
    return with("Gte", field, json(value));
  }

  /// Documents whose field is smaller.
  public IndexRange lt(String field, @Nullable Object value) {
    return with("Lt", field, json(value));
  }

  /// Documents whose field is as small or smaller.
  public IndexRange lte(String field, @Nullable Object value) {
    return with("Lte", field, json(value));
  }

  private IndexRange with(String type, String field, String value) {
    var longer = new ArrayList<>(bounds);
    var quoted = JsonFormat.ENCODED.write(new Value.Text(field));
    longer.add("{\"type\":\"%s\",\"fieldPath\":%s,\"value\":%s}".formatted(type, quoted, value));
    return new IndexRange(longer);
  }

  private static String json(@Nullable Object value) {
    return JsonFormat.ENCODED.write(Values.of(value));
  }

  /// The bounds as the JSON array that the server reads (`spec/function-runtime.md` §4).
  public String toJson() {
    return "[%s]".formatted(String.join(",", bounds));
  }
}
