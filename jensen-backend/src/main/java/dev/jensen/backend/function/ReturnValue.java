package dev.jensen.backend.function;

import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import dev.jensen.value.ValueLimits;

/// Checks what a function returned (`spec/function-runtime.md` §10.1, §10.3).
final class ReturnValue {

  private ReturnValue() {}

  /// The value that `json` encodes.
  ///
  /// @throws RefusedCallException if it is none, is too large, or does not match the validator
  static Value of(ExecutionScope scope, String json) {
    var function = scope.function();
    var value = decode(function, json);
    if (value.size() > CallArguments.BYTES_MAX) {
      throw new RefusedCallException(
          "Function %s return value is too large (actual: %s, limit: %s)"
              .formatted(
                  function.path().stripped(),
                  ValueLimits.displayBytes(value.size()),
                  ValueLimits.displayBytes(CallArguments.BYTES_MAX)));
    }
    var validator = function.returns();
    var mismatch = validator == null ? null : validator.mismatch(value, scope::tableName);
    if (mismatch != null) {
      throw new RefusedCallException("ReturnsValidationError: %s".formatted(mismatch));
    }
    return value;
  }

  private static Value decode(DeployedFunction function, String json) {
    var format =
        function.type() == FunctionType.MUTATION ? JsonFormat.UNCOMMITTED : JsonFormat.ENCODED;
    try {
      return format.read(json);
    } catch (InvalidValueException e) {
      throw new RefusedCallException(
          "Function %s return value invalid: %s"
              .formatted(function.path().stripped(), e.getMessage()));
    }
  }
}
