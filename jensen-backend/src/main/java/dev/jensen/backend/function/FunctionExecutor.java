package dev.jensen.backend.function;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.model.NextSchema;
import dev.jensen.backend.query.CursorCodec;
import dev.jensen.backend.world.World;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs one function once, inside a transaction that somebody else begins and ends.
///
/// Thread-safe.
final class FunctionExecutor {

  private static final int MESSAGE_CHARACTERS_MAX = 64 << 10;

  private final World world;
  private final FunctionRuntime runtime;
  private final CursorCodec cursors;
  private final FileStorage files;
  private final String deploymentName;
  private final JwtSigner signer;
  private final NextSchema nextSchema;

  FunctionExecutor(
      World world,
      FunctionRuntime runtime,
      CursorCodec cursors,
      FileStorage files,
      String deploymentName,
      JwtSigner signer,
      NextSchema nextSchema) {
    this.world = world;
    this.runtime = runtime;
    this.cursors = cursors;
    this.files = files;
    this.deploymentName = deploymentName;
    this.signer = signer;
    this.nextSchema = nextSchema;
  }

  /// Runs the function of `scope`.
  ///
  /// @throws OverloadedException if the runtime is too busy
  Attempt run(ExecutionScope scope, Value.Obj argument) {
    try {
      CallArguments.validate(scope.function(), argument, scope);
      var execution = execute(scope, argument, runtime);
      if (execution.observedTime()) {
        scope.observeTime();
      }
      return attempt(scope, argument, execution);
    } catch (RefusedCallException e) {
      return attempt(scope, failure(e, List.of()), Duration.ZERO);
    }
  }

  /// Runs a function for one that waits for it.
  ///
  /// @param nested the runtime of the one that waits
  /// @throws RefusedCallException if that one must end as well
  FunctionResult runNested(ExecutionScope scope, Value.Obj argument, FunctionRuntime nested) {
    try {
      CallArguments.validate(scope.function(), argument, scope);
    } catch (RefusedCallException e) {
      return failure(e, List.of());
    }
    var execution = execute(scope, argument, nested);
    if (execution.observedTime()) {
      scope.observeTime();
    }
    if (execution.outcome() instanceof Execution.Outcome.Stopped(var message)) {
      throw new RefusedCallException(message);
    }
    return result(scope, execution);
  }

  private Execution execute(ExecutionScope scope, Value.Obj argument, FunctionRuntime executing) {
    var invocation = invocation(scope, argument);
    try (var reads = new DocumentReads(scope, cursors)) {
      var writes = new DocumentWrites(scope, world, nextSchema);
      var calls = new NestedCalls(this, scope);
      var execution =
          executing.run(
              invocation,
              new FunctionSyscalls(
                  scope,
                  reads,
                  writes,
                  calls,
                  StorageCalls.in(files, scope),
                  deploymentName,
                  new SigningCalls(scope, signer),
                  world::nanoTime));
      new ExecutionEvent(scope.function().path(), execution.timings()).commit();
      return execution;
    }
  }

  /// What a runtime is asked for to run the function of `scope`.
  static Invocation invocation(ExecutionScope scope, Value.Obj argument) {
    var function = scope.function();
    return new Invocation(
        scope.deployed().code(),
        scope.deployed().javaVersion(),
        function.path().module(),
        function.path().export(),
        function.type(),
        "[%s]".formatted(JsonFormat.UNCOMMITTED.write(argument)),
        scope.now(),
        scope.nextSeed(),
        scope.requestId());
  }

  private Attempt attempt(ExecutionScope scope, Value.Obj argument, Execution execution) {
    var javascript = execution.timings().javascript();
    long returnBytes = 0;
    FunctionResult result = result(scope, execution);
    if (result instanceof FunctionResult.Success(var value, _)) {
      returnBytes = value.size();
    }
    var warnings =
        LimitWarnings.of(
            scope.transaction(), argument.size(), returnBytes, javascript, world.now());
    return attempt(scope, withLines(result, warnings), javascript);
  }

  private static Attempt attempt(ExecutionScope scope, FunctionResult result, Duration javascript) {
    return new Attempt(result, javascript, scope.observedTime(), scope.observedIdentity());
  }

  /// What the caller gets back of an execution.
  static FunctionResult result(ExecutionScope scope, Execution execution) {
    var lines = execution.logLines();
    return switch (execution.outcome()) {
      case Execution.Outcome.Returned(var json) -> {
        try {
          yield new FunctionResult.Success(ReturnValue.of(scope, json), lines);
        } catch (RefusedCallException e) {
          yield failure(e, lines);
        }
      }
      case Execution.Outcome.Threw(var message, var data) -> threw(message, data, lines);
      case Execution.Outcome.Refused(var message) -> failure(message, null, lines);
      case Execution.Outcome.Stopped(var message) -> failure(message, null, lines);
    };
  }

  static FunctionResult threw(String message, @Nullable String data, List<LogLine> lines) {
    try {
      return failure(message, data == null ? null : JsonFormat.ENCODED.read(data), lines);
    } catch (InvalidValueException e) {
      return failure("ConvexError with invalid data: %s".formatted(e.getMessage()), null, lines);
    }
  }

  static FunctionResult.Failure failure(RefusedCallException e, List<LogLine> lines) {
    return failure(String.valueOf(e.getMessage()), null, lines);
  }

  private static FunctionResult.Failure failure(
      String message, @Nullable Value data, List<LogLine> lines) {
    var text =
        message.length() <= MESSAGE_CHARACTERS_MAX
            ? message
            : message.substring(0, MESSAGE_CHARACTERS_MAX);
    return new FunctionResult.Failure(
        text.endsWith("\n") ? text : "%s\n".formatted(text), data, lines);
  }

  private static FunctionResult withLines(FunctionResult result, List<LogLine> more) {
    if (more.isEmpty()) {
      return result;
    }
    var lines = new ArrayList<>(result.logLines());
    lines.addAll(more);
    return switch (result) {
      case FunctionResult.Success(var value, _) -> new FunctionResult.Success(value, lines);
      case FunctionResult.Failure(var message, var data, _) ->
          new FunctionResult.Failure(message, data, lines);
    };
  }
}
