package dev.jensen.backend.function.java;

import dev.jensen.backend.function.Contents;
import dev.jensen.backend.function.Documents;
import dev.jensen.backend.function.Execution.Timings;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.HttpExchange;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallException;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run of one function: what its contexts stand on, and the clock that bounds it.
///
/// The function runs on the thread that makes this. Only [#stopIfOverdue] may be called by another.
final class Run {

  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  private final World world;
  private final Invocation invocation;
  private final Syscalls syscalls;
  private final FunctionRuntime nested;
  private final Thread thread = Thread.currentThread();
  private final Console console;
  private final long timeMaxNanos;
  private final long began;
  private final List<InputStream> opened = new ArrayList<>();
  private volatile boolean open = true;
  private boolean observedTime;
  private long syscallNanos;

  /// What ends the run whatever the function makes of it.
  private @Nullable RuntimeException fatal;

  /// What struck the server in the middle of whatever it did for the function, and ends the run
  /// likewise: what is half done must not be committed.
  private @Nullable VirtualMachineError struck;

  // Guarded by this.
  private long runningSince;
  private long usedNanos;
  private boolean running = true;

  /// Where the function was when it was interrupted for the first time, or null.
  private volatile StackTraceElement @Nullable [] stoppedAt;

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
    return invocation.type() == FunctionType.ACTION
        || invocation.type() == FunctionType.HTTP_ACTION;
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
    return ofServer(() ->
        switch (syscalls.perform(List.of(new Syscall(operation, arguments)), nested).getFirst()) {
          case SyscallReply.Result(var json) -> json;
          case SyscallReply.Failure(var message, var data) ->
              throw failure(message, data == null ? null : JsonFormat.ENCODED.read(data));
        });
  }

  /// Does something with the contents of files.
  ///
  /// @throws FunctionFailedException if it fails
  /// @throws UncheckedIOException if what the function gives cannot be read
  <R extends @Nullable Object> R contents(Function<Contents, R> work) {
    return catchable(() -> work.apply(syscalls.contents()));
  }

  /// Reads or writes documents.
  ///
  /// @throws ConvexError if that is how it fails
  /// @throws FunctionFailedException if it fails otherwise
  <R extends @Nullable Object> R documents(Function<Documents, R> work) {
    return catchable(() -> work.apply(syscalls.documents()));
  }

  /// As [#documents], for what has no result.
  void change(Consumer<Documents> work) {
    var _ =
        documents(documents -> {
          work.accept(documents);
          return documents;
        });
  }

  private <R extends @Nullable Object> R catchable(Supplier<R> work) {
    check();
    return ofServer(() -> {
      try {
        return work.get();
      } catch (SyscallException e) {
        throw failure(String.valueOf(e.getMessage()), e.data());
      }
    });
  }

  /// What the server does takes none of the function's time, and its own failures end the run.
  private <R extends @Nullable Object> R ofServer(Supplier<R> work) {
    leaveInTime();
    try {
      return work.get();
    } catch (ConvexError | FunctionFailedException | UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      fatal = e;
      throw e;
    } catch (VirtualMachineError e) {
      struck = e;
      throw e;
    } finally {
      enter();
    }
  }

  /// Something that waits for whoever is at the other end of a stream.
  interface Waiting {
    int get() throws IOException;
  }

  /// Waits in none of the function's time, on whichever thread.
  ///
  /// @throws IllegalStateException if the function has returned, or on its own thread been stopped
  int waiting(Waiting work) throws IOException {
    requireOpen();
    if (Thread.currentThread() != thread) {
      return work.get();
    }
    StackReserve.require();
    leaveInTime();
    try {
      return work.get();
    } finally {
      enter();
    }
  }

  /// What the function gives to the server, for it to read in the function's time.
  InputStream reading(InputStream given) {
    return new RunStream(this, given, true);
  }

  /// What the server gives to the function; closed when the run ends.
  InputStream opened(InputStream given) {
    opened.add(given);
    return received(given);
  }

  /// What the server gives to the function.
  InputStream received(InputStream given) {
    return new RunStream(this, given, false);
  }

  /// The request and the way back, if this is an HTTP action.
  HttpExchange exchange() {
    return syscalls.exchange();
  }

  private static RuntimeException failure(String message, @Nullable Value data) {
    return data == null ? new FunctionFailedException(message) : new ConvexError(data);
  }

  /// Runs another function.
  ///
  /// @param kind member of the call that says what it is, or null
  <R> @Nullable R callFunction(
      String operation, @Nullable String kind, String path, Object arguments, ResultType<R> type) {
    check();
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

  /// Refuses to serve whoever kept the context, and a function that has been stopped, or is about
  /// to come to the end of the stack. Whatever a context gives asks this first.
  ///
  /// @throws IllegalStateException if it does not serve the caller
  /// @throws StackOverflowError if there is little left of the stack
  /// @throws RuntimeException what has ended the run already
  void check() {
    requireOpen();
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException(
          "The context of %s was used on another thread. Use it on the thread that the function was called on."
              .formatted(path()));
    }
    requireUnharmed();
    requireInTime();
    StackReserve.require();
  }

  private void requireUnharmed() {
    if (fatal != null) {
      throw fatal;
    }
    if (struck != null) {
      throw struck;
    }
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException(
          "The context of %s was used after the function had returned. Keep what it gave you, not the context."
              .formatted(path()));
    }
  }

  private void requireInTime() {
    if (stoppedAt != null) {
      throw new IllegalStateException(
          "%s has run for too long and was stopped: its context serves it no more. Let it end when its thread is interrupted."
              .formatted(path()));
    }
  }

  String path() {
    var module = invocation.module();
    return "%s:%s".formatted(module.substring(0, module.length() - 3), invocation.export());
  }

  /// Leaves the function for the server, which nobody interrupts from then on.
  ///
  /// @throws IllegalStateException if the function has been interrupted
  private synchronized void leaveInTime() {
    requireInTime();
    leave();
  }

  synchronized void leave() {
    long now = world.nanoTime();
    usedNanos += now - runningSince;
    runningSince = now;
    running = false;
  }

  synchronized void enter() {
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
    if (stoppedAt == null) {
      // An interrupt takes it elsewhere.
      stoppedAt = thread.getStackTrace();
    }
    thread.interrupt();
    return Duration.ofNanos(used);
  }

  /// Ends the run: the contexts serve nobody any more, and nobody is interrupted.
  ///
  /// @return where it was when it was stopped because it took too long, or null if it was not
  StackTraceElement @Nullable [] end() {
    open = false;
    opened.forEach(Run::close);
    synchronized (this) {
      if (running) {
        leave();
      }
      running = false;
    }
    var stopped = stoppedAt;
    if (stopped != null) {
      // Meant for the function, not for whoever uses the thread next.
      var _ = Thread.interrupted();
    }
    requireUnharmed();
    return stopped;
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.debug("a stream was not closed", e);
    }
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
