package dev.jensen.backend.query;

import dev.jensen.value.FieldPath;
import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// One condition of an index range.
///
/// @param value null stands for undefined, which sorts before every value
public record Bound(Type type, FieldPath field, @Nullable Value value) {

  /// What the field must be, compared to the value.
  public enum Type {
    EQ("=="),
    GT(">"),
    GTE(">="),
    LT("<"),
    LTE("<=");

    private final String symbol;

    Type(String symbol) {
      this.symbol = symbol;
    }

    /// How messages show it.
    String symbol() {
      return symbol;
    }

    boolean isLower() {
      return this == GT || this == GTE;
    }
  }
}
