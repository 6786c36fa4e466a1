package dev.jensen.value;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dot-separated path into nested objects, such as `author.name`.
///
/// @param names at least one identifier
public record FieldPath(List<String> names) {

  /// Copies `names`.
  ///
  /// @throws InvalidValueException if a name is no identifier
  public FieldPath {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("field path without names");
    }
    names.forEach(Identifier::check);
  }

  /// Reads `a.b.c`.
  ///
  /// @throws InvalidValueException if a step is no identifier
  public static FieldPath parse(String text) {
    return new FieldPath(Arrays.asList(text.split("\\.", -1)));
  }

  /// What `object` holds at this path, or null (undefined) if a step is missing or no object.
  public @Nullable Value in(Value object) {
    Value here = object;
    for (int i = 0; i < names.size(); i++) {
      Value inner = here instanceof Value.Obj fields ? fields.get(names.get(i)) : null;
      if (inner == null) {
        return null;
      }
      here = inner;
    }
    return here;
  }

  @Override
  public String toString() {
    return String.join(".", names);
  }
}
