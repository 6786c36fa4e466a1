package dev.jensen.backend.function.java;

import dev.jensen.backend.function.Execution.Timings;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.world.World;
import dev.jensen.functions.ConvexError;
import dev.jensen.functions.FunctionFailedException;
import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One run of one function: what its contexts stand on, and the clock that bounds it.
///
/// The function runs on the thread that makes this. Only [#stopIfOverdue] may be called by another.
final class Run {

  private final World world;
  private final Invocation invocation;
  private final Syscalls syscalls;
  private final FunctionRuntime nested;
  private final Thread thread = Thread.currentThread();
  private final Console console;
  private final long timeMaxNanos;
  private final long began;
  private boolean open = true;
  private boolean observedTime;
  private long syscallNanos;

  /// What ends the run whatever the function makes of it.
  private @Nullable RuntimeException fatal;

  // Guarded by this.
  private long runningSince;
  private long usedNanos;
  private boolean running = true;
  private boolean overdue;

  /// @param nested runs what the function calls in its own transaction
  /// @param timeMax how long its own code may run
  Run(
      World world,
      Invocation invocation,
      Syscalls syscalls,
      FunctionRuntime nested,
      Duration timeMax) {
    this.world = world;
    this.invocation = invocation;
    this.syscalls = syscalls;
    this.nested = nested;
    this.timeMaxNanos = timeMax.toNanos();
    this.console = new Console(isAction() ? syscalls::logged : _ -> {});
    this.began = world.nanoTime();
    this.runningSince = began;
  }

  boolean isAction() {
    return invocation.type() == FunctionType.ACTION;
  }

  Invocation invocation() {
    return invocation;
  }

  Instant now() {
    check();
    observedTime = true;
    return isAction() ? world.now() : invocation.now();
  }

  World world() {
    return world;
  }

  void log(@Nullable Object... values) {
    check();
    console.log(isAction() ? world.now() : invocation.now(), values);
  }

  /// Has the server do something, and waits for it.
  ///
  /// @throws ConvexError if that is how it failed
  /// @throws FunctionFailedException if it failed otherwise
  String call(String operation, String arguments) {
    check();
    leave();
    try {
      return switch (syscalls
          .perform(List.of(new Syscall(operation, arguments)), nested)
          .getFirst()) {
        case SyscallReply.Result(var json) -> json;
        case SyscallReply.Failure(var message, var data) -> throw failure(message, data);
      };
    } catch (ConvexError | FunctionFailedException e) {
      throw e;
    } catch (RuntimeException e) {
      fatal = e;
      throw e;
    } finally {
      enter();
    }
  }

  private static RuntimeException failure(String message, @Nullable String data) {
    return data == null
        ? new FunctionFailedException(message)
        : new ConvexError(JsonFormat.ENCODED.read(data));
  }

  /// Runs another function.
  ///
  /// @param kind member of the call that says what it is, or null
  <R> @Nullable R callFunction(
      String operation, @Nullable String kind, String path, Object arguments, ResultType<R> type) {
    var members = new LinkedHashMap<String, Value>();
    members.put("name", new Value.Text(path));
    if (kind != null) {
      members.put("udfType", new Value.Text(kind));
    }
    members.put("args", Values.arguments(arguments));
    var result = JsonFormat.UNCOMMITTED.read(call(operation, json(members)));
    return result instanceof Value.Null ? null : Values.as(result, type);
  }

  /// The JSON of an object with these members.
  static String json(Map<String, Value> members) {
    return JsonFormat.UNCOMMITTED.write(Value.Obj.of(members));
  }

  /// Refuses to serve whoever kept the context.
  private void check() {
    if (fatal != null) {
      throw fatal;
    }
    if (!open) {
      throw new IllegalStateException(
          "The context of %s was used after the function had returned. Keep what it gave you, not the context."
              .formatted(path()));
    }
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException(
          "The context of %s was used on another thread. Use it on the thread that the function was called on."
              .formatted(path()));
    }
  }

  String path() {
    var module = invocation.module();
    return "%s:%s".formatted(module.substring(0, module.length() - 3), invocation.export());
  }

  private synchronized void leave() {
    long now = world.nanoTime();
    usedNanos += now - runningSince;
    runningSince = now;
    running = false;
  }

  private synchronized void enter() {
    long now = world.nanoTime();
    syscallNanos += now - runningSince;
    runningSince = now;
    running = true;
  }

  /// Interrupts the function if its own code has run for too long.
  ///
  /// @return for how long it has run then, or null
  synchronized @Nullable Duration stopIfOverdue() {
    long used = usedNanos + world.nanoTime() - runningSince;
    if (!running || used <= timeMaxNanos) {
      return null;
    }
    overdue = true;
    thread.interrupt();
    return Duration.ofNanos(used);
  }

  /// Ends the run: the contexts serve nobody any more, and nobody is interrupted.
  ///
  /// @return whether it was stopped because it took too long
  boolean end() {
    open = false;
    boolean stopped;
    synchronized (this) {
      if (running) {
        leave();
      }
      running = false;
      stopped = overdue;
    }
    if (stopped) {
      // Meant for the function, not for whoever uses the thread next.
      var _ = Thread.interrupted();
    }
    if (fatal != null) {
      throw fatal;
    }
    return stopped;
  }

  Thread thread() {
    return thread;
  }

  boolean observedTime() {
    return observedTime;
  }

  List<LogLine> lines() {
    return console.lines();
  }

  synchronized Timings timings() {
    return new Timings(
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofNanos(usedNanos),
        Duration.ofNanos(syscallNanos),
        Duration.ofNanos(world.nanoTime() - began));
  }
}
