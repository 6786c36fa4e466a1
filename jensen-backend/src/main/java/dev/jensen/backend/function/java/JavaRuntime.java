package dev.jensen.backend.function.java;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.world.World;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs the functions of an application in Java, and has another runtime run all others.
///
/// A call runs in the version of the application that was installed at its snapshot, so that one
/// that began before another version was installed ends as it began.
///
/// A function runs on the thread of its caller. Code that runs for too long is interrupted; code
/// that does not care about that cannot be stopped in Java, but it is reported. The application is
/// trusted as the server is: it runs in its process.
///
/// Thread-safe; close it to stop watching.
public final class JavaRuntime implements FunctionRuntime, AutoCloseable {

  /// `spec/function-runtime.md` §15.
  private static final Duration TRANSACTION_TIME_MAX = Duration.ofSeconds(1);

  private static final Duration ACTION_TIME_MAX = Duration.ofMinutes(30);
  private static final int ACTIONS_MAX = 256;
  private static final Duration ACTION_WAIT_MAX = Duration.ofMinutes(1);

  /// A transaction is over in seconds, and only someone who hurries replaces the application more
  /// than three times meanwhile.
  private static final int VERSIONS_MAX = 4;

  private final World world;
  private final FunctionRuntime others;
  private final Watch watch;
  private final Semaphore actions = new Semaphore(ACTIONS_MAX);

  /// The newest first.
  private volatile List<JavaFunctions> versions;

  /// @param others runs what is not in Java; stays the caller's
  public JavaRuntime(World world, JavaFunctions functions, FunctionRuntime others) {
    this.world = world;
    this.versions = List.of(functions);
    this.others = others;
    this.watch = new Watch(world);
    // A class that is needed for the first time when the stack is used up is lost for ever.
    var _ = JavaErrors.threw(new StackOverflowError());
  }

  /// Can run another version of the application from now on, and some of those before it.
  public synchronized void add(JavaFunctions functions) {
    versions = Stream.concat(Stream.of(functions), others(functions)).limit(VERSIONS_MAX).toList();
  }

  /// Does not run that version any more: it was not installed after all.
  public synchronized void remove(JavaFunctions functions) {
    versions = others(functions).toList();
  }

  private Stream<JavaFunctions> others(JavaFunctions functions) {
    return versions.stream().filter(version -> !version.version().equals(functions.version()));
  }

  @Override
  public Execution run(Invocation invocation, Syscalls syscalls) {
    return isInJava(invocation)
        ? runHere(invocation, syscalls, this)
        : others.run(invocation, new Nesting(syscalls));
  }

  /// As of the snapshot of the call. A version that is not known any more counts as having what any
  /// other has: it is [#outcome] that says so.
  private boolean isInJava(Invocation invocation) {
    var functions = version(invocation);
    return functions == null
        ? versions.stream().anyMatch(version -> version.hasModule(invocation.module()))
        : functions.hasModule(invocation.module());
  }

  private @Nullable JavaFunctions version(Invocation invocation) {
    for (var version : versions) {
      if (version.version().equals(invocation.javaVersion())) {
        return version;
      }
    }
    return null;
  }

  /// What functions in other languages ask for: those in Java that they call run here, others where
  /// their caller is.
  private final class Nesting implements Syscalls {

    private final Syscalls syscalls;

    Nesting(Syscalls syscalls) {
      this.syscalls = syscalls;
    }

    @Override
    public List<SyscallReply> perform(List<Syscall> batch, FunctionRuntime nested) {
      return syscalls.perform(batch, new NestedRuntime(nested));
    }

    @Override
    public void logged(List<LogLine> lines) {
      syscalls.logged(lines);
    }
  }

  /// Runs what a function in another language calls.
  private final class NestedRuntime implements FunctionRuntime {

    private final FunctionRuntime theirs;

    NestedRuntime(FunctionRuntime theirs) {
      this.theirs = theirs;
    }

    @Override
    public Execution run(Invocation invocation, Syscalls syscalls) {
      return isInJava(invocation)
          ? runHere(invocation, syscalls, this)
          : theirs.run(invocation, new Nesting(syscalls));
    }
  }

  private Execution runHere(Invocation invocation, Syscalls syscalls, FunctionRuntime nested) {
    if (invocation.type() == FunctionType.QUERY || invocation.type() == FunctionType.MUTATION) {
      return run(invocation, syscalls, nested, TRANSACTION_TIME_MAX);
    }
    takePlace();
    try {
      return run(invocation, syscalls, nested, ACTION_TIME_MAX);
    } finally {
      actions.release();
    }
  }

  private void takePlace() {
    try {
      if (!actions.tryAcquire(ACTION_WAIT_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new OverloadedException(
            "Too many actions are running at once. Try again in a moment.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OverloadedException("The action was cancelled before it began.");
    }
  }

  private Execution run(
      Invocation invocation, Syscalls syscalls, FunctionRuntime nested, Duration timeMax) {
    var run = new Run(world, invocation, syscalls, nested, timeMax);
    Outcome outcome;
    StackTraceElement @Nullable [] stopped;
    try {
      watch.begin(run);
      outcome = outcome(run);
    } finally {
      watch.end(run);
      stopped = run.end();
    }
    if (stopped != null) {
      outcome = JavaErrors.timedOut(stopped, timeMax, !run.isAction());
    }
    return new Execution(outcome, run.lines(), run.observedTime(), run.timings());
  }

  private Outcome outcome(Run run) {
    try {
      return run.invocation().type() == FunctionType.HTTP_ACTION ? respond(run) : call(run);
    } catch (UnreadableArgumentsException e) {
      return new Outcome.Refused(String.valueOf(e.getMessage()));
    } catch (VirtualMachineError e) {
      if (e instanceof StackOverflowError) {
        return JavaErrors.threw(e);
      }
      throw e;
    } catch (Throwable e) {
      return JavaErrors.threw(e);
    }
  }

  private Outcome call(Run run) throws Throwable {
    var invocation = run.invocation();
    var functions = version(invocation);
    var handler =
        functions == null ? null : functions.handler(invocation.module(), invocation.export());
    if (handler == null) {
      return replaced(run);
    }
    var context = run.isAction() ? new HostActionContext(run) : new TransactionContext(run);
    var result = handler.call(context, argument(invocation));
    return new Outcome.Returned(JsonFormat.UNCOMMITTED.write(result));
  }

  private Outcome respond(Run run) throws Throwable {
    var invocation = run.invocation();
    var functions = version(invocation);
    var handler =
        functions == null ? null : functions.httpHandler(invocation.module(), invocation.export());
    if (handler == null) {
      return replaced(run);
    }
    new HttpAnswer(run).give(handler);
    return new Outcome.Returned("null");
  }

  private static Outcome replaced(Run run) {
    return new Outcome.Refused(
        "%s is being replaced by another version. Try again.".formatted(run.path()));
  }

  /// The only one of the arguments.
  private static Value.Obj argument(Invocation invocation) {
    try {
      if (JsonFormat.UNCOMMITTED.read(invocation.arguments()) instanceof Value.Array(var items)
          && items.getFirst() instanceof Value.Obj argument) {
        return argument;
      }
    } catch (InvalidValueException e) {
      throw new IllegalStateException("arguments that were written here", e);
    }
    throw new IllegalStateException("arguments are one object");
  }

  @Override
  public void close() {
    watch.close();
  }
}
