package dev.jensen.client;

import dev.jensen.mapping.MappingException;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;

/// The function threw a `ConvexError`, and this is what its author wants the caller to know.
///
/// {@snippet file="dev/jensen/client/HttpClientTest.java" region="error"}
public final class ConvexError extends FunctionException {

  private final transient Value data;

  ConvexError(String message, Value data) {
    super(message);
    this.data = data;
  }

  /// What was thrown.
  public Value data() {
    return data;
  }

  /// What was thrown, as Java has it.
  ///
  /// @throws MappingException if it is something else
  public <T> T data(Class<T> type) {
    return Values.as(data, type);
  }

  @Override
  public String code() {
    return "ConvexError";
  }
}
