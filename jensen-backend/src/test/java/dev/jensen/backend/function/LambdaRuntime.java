package dev.jensen.backend.function;

import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A runtime whose functions are lambdas.
public final class LambdaRuntime implements FunctionRuntime {

  private final Map<String, Body> bodies = new ConcurrentHashMap<>();
  private volatile Duration javascript = Duration.ZERO;

  /// A function: from its calls into the server and its argument to its result.
  public interface Body {
    Value run(Calls calls, Value.Obj argument);
  }

  /// What a function throws, as the runtime would report it.
  public static final class Thrown extends RuntimeException {

    private final @Nullable String data;

    public Thrown(String message, @Nullable String data) {
      super(message);
      this.data = data;
    }
  }

  /// The runtime stops the function.
  static final class Stop extends RuntimeException {

    Stop(String message) {
      super(message);
    }
  }

  /// A running function's way into the server.
  public static final class Calls {

    private final FunctionRuntime runtime;
    private final Syscalls syscalls;
    private boolean observedTime;
    private final List<LogLine> lines = new ArrayList<>();

    private Calls(FunctionRuntime runtime, Syscalls syscalls) {
      this.runtime = runtime;
      this.syscalls = syscalls;
    }

    /// The JSON answer; a refused call throws [Thrown].
    public String call(String operation, String json) {
      return switch (syscalls.perform(List.of(new Syscall(operation, json)), runtime).getFirst()) {
        case SyscallReply.Result(var result) -> result;
        case SyscallReply.Failure(var message, var data) -> throw new Thrown(message, data);
      };
    }

    void observeTime() {
      observedTime = true;
    }

    void log(String line) {
      lines.add(new LogLine(LogLine.Level.LOG, List.of(line), Instant.EPOCH, false));
    }
  }

  void put(FunctionPath path, Body body) {
    bodies.put(path.toString(), body);
  }

  /// How long user code claims to run from now on.
  void setJavascriptTime(Duration duration) {
    javascript = duration;
  }

  @Override
  public Execution run(Invocation invocation, Syscalls syscalls) {
    var body = bodies.get("%s:%s".formatted(invocation.module(), invocation.export()));
    if (body == null) {
      throw new IllegalStateException("no body for %s".formatted(invocation));
    }
    var calls = new Calls(this, syscalls);
    var arguments = (Value.Array) JsonFormat.ENCODED.read(invocation.arguments());
    Execution.Outcome outcome;
    try {
      var result = body.run(calls, (Value.Obj) arguments.items().getFirst());
      outcome = new Execution.Outcome.Returned(JsonFormat.UNCOMMITTED.write(result));
    } catch (Thrown e) {
      outcome =
          new Execution.Outcome.Threw("Uncaught Error: %s\n".formatted(e.getMessage()), e.data);
    } catch (Stop e) {
      outcome = new Execution.Outcome.Stopped(String.valueOf(e.getMessage()));
    }
    return new Execution(
        outcome,
        calls.lines,
        calls.observedTime,
        new Execution.Timings(Duration.ZERO, Duration.ZERO, javascript, Duration.ZERO, javascript));
  }
}
