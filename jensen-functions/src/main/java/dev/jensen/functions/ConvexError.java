package dev.jensen.functions;

import dev.jensen.mapping.MappingException;
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
  /// @throws MappingException if it stands for no value
  public ConvexError(@Nullable Object data) {
    this(known(Values.of(data)));
  }

  private ConvexError(Value data) {
    super(message(data));
    this.data = data;
  }

  /// Nothing is committed by whoever throws this, so there will not be a timestamp.
  private static Value known(Value data) {
    if (data.isPending()) {
      throw new MappingException("a commit timestamp cannot be data of an error");
    }
    return data;
  }

  private static String message(Value data) {
    return data instanceof Value.Text(var text) ? text : data.display();
  }

  /// What the caller gets.
  public Value data() {
    return data;
  }
}
