package dev.jensen.client.wire;

import dev.jensen.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one run of a function ended.
public sealed interface FunctionOutcome {

  /// The function returned.
  record Success(Value value, List<String> logLines) implements FunctionOutcome {

    @Override
    public boolean says(FunctionOutcome other) {
      return other instanceof Success that && value.equals(that.value);
    }
  }

  /// The function threw, or could not be called.
  ///
  /// @param data what the author of the function threw as a `ConvexError`; null for other errors
  record Failure(String message, @Nullable Value data, List<String> logLines)
      implements FunctionOutcome {

    @Override
    public boolean says(FunctionOutcome other) {
      return other instanceof Failure that
          && message.equals(that.message)
          && Value.compare(data, that.data) == 0;
    }
  }

  /// What the function wrote with `console`, each line as `[LEVEL] text`.
  List<String> logLines();

  /// Whether `other` is the same to a caller, whatever was logged.
  boolean says(FunctionOutcome other);
}
