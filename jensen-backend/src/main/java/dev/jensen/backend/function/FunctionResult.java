package dev.jensen.backend.function;

import dev.jensen.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a caller gets back.
public sealed interface FunctionResult {

  /// Console output, oldest first.
  List<LogLine> logLines();

  /// The function returned.
  record Success(Value value, List<LogLine> logLines) implements FunctionResult {}

  /// The function, its arguments or its result were refused, or it threw.
  ///
  /// @param message everything after the line `[Request ID: …] Server Error`, with a newline at the
  ///   end
  /// @param data a `ConvexError`'s data, or null for other errors
  record Failure(String message, @Nullable Value data, List<LogLine> logLines)
      implements FunctionResult {}
}
