package dev.jensen.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dot-separated path into nested objects, such as `author.name`.
///
/// @param names at least one identifier
public record FieldPath(List<String> names) {

  public FieldPath {
    names = List.copyOf(names);
  }

  /// Reads `a.b.c`.
  ///
  /// @throws InvalidValueException if a step is no identifier
  public static FieldPath parse(String text) {
    throw new UnsupportedOperationException("not written yet");
  }

  /// What `object` holds at this path, or null (undefined) if a step is missing or no object.
  public @Nullable Value in(Value object) {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public String toString() {
    return String.join(".", names);
  }
}
