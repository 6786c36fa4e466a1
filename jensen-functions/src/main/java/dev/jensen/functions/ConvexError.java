package dev.jensen.functions;

import dev.jensen.mapping.Values;
import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// Thrown by a function to tell its caller something: clients get a `ConvexError` with the same
/// data. The message of any other exception is kept from callers of a deployment in production.
public final class ConvexError extends RuntimeException {

  private final transient Value data;

  /// An error with data of its own.
  ///
  /// @param data a text, a record, a map or whatever else [Values] knows
  /// @throws dev.jensen.mapping.MappingException if it stands for no value
  public ConvexError(@Nullable Object data) {
    super(message(Values.of(data)));
    this.data = Values.of(data);
  }

  private static String message(Value data) {
    return data instanceof Value.Text(var text) ? text : data.display();
  }

  /// What the caller gets.
  public Value data() {
    return data;
  }
}
