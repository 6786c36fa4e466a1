package dev.jensen.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The header fields of a request or a response. Names may come more than once and are the same in
/// upper and lower case. Immutable.
///
/// @param fields in their order
public record Headers(List<Field> fields) {

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /// One header field.
  public record Field(String name, String value) {

    /// Takes what can be sent.
    public Field {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("\"%s\" is no name of a header".formatted(name));
      }
      if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
        throw new IllegalArgumentException("the header %s has a line break".formatted(name));
      }
    }
  }

  /// None.
  public static final Headers NONE = new Headers(List.of());

  /// Copies `fields`.
  public Headers {
    fields = List.copyOf(fields);
  }

  /// The value of the first field of this name, or null.
  public @Nullable String get(String name) {
    for (var field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.value();
      }
    }
    return null;
  }

  /// The values of all fields of this name.
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /// The same fields and one more.
  public Headers with(String name, String value) {
    var more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Headers(more);
  }
}
