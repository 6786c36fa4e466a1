package dev.jensen.backend.function;

import dev.jensen.value.Value;
import dev.jensen.value.ValueLimits;

/// Checks the arguments of a call (`spec/function-runtime.md` §10.1–§10.3).
final class CallArguments {

  /// The size of the arguments, and also of a result.
  static final int BYTES_MAX = 16 << 20;

  private CallArguments() {}

  /// The one object that functions take, from what the request's `args` held.
  ///
  /// @throws RefusedCallException if it is something else, or too large
  static Value.Obj of(FunctionPath path, Value arguments) {
    if (arguments.size() > BYTES_MAX) {
      throw new RefusedCallException(
          "Arguments for %s are too large (actual: %s, limit: %s)"
              .formatted(
                  path.stripped(),
                  ValueLimits.displayBytes(arguments.size()),
                  ValueLimits.displayBytes(BYTES_MAX)));
    }
    return object(single(arguments));
  }

  /// The one object in the `args` of a syscall.
  ///
  /// @throws SyscallException if it is something else, or too large
  static Value.Obj of(FunctionPath path, SyscallArguments syscall) {
    try {
      return of(path, syscall.value("args"));
    } catch (RefusedCallException e) {
      throw new SyscallException(String.valueOf(e.getMessage()));
    }
  }

  private static Value single(Value arguments) {
    if (!(arguments instanceof Value.Array(var items))) {
      return arguments;
    }
    if (items.size() != 1) {
      throw new RefusedCallException(
          ("Expected to receive a single object as the function's argument. Instead received %d"
                  + " arguments: %s")
              .formatted(items.size(), arguments.display()));
    }
    return items.getFirst();
  }

  private static Value.Obj object(Value argument) {
    if (argument instanceof Value.Obj object) {
      return object;
    }
    throw new RefusedCallException(
        "Expected to receive an object as the function's argument. Instead received: %s"
            .formatted(argument.display()));
  }

  /// Checks the argument against the function's validator, with the tables that the scope sees.
  ///
  /// @throws RefusedCallException if it does not match
  static void validate(DeployedFunction function, Value.Obj argument, ExecutionScope scope) {
    var validator = function.args();
    var mismatch = validator == null ? null : validator.mismatch(argument, scope::tableName);
    if (mismatch != null) {
      throw new RefusedCallException("ArgumentValidationError: %s".formatted(mismatch));
    }
  }
}
