package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.backend.function.Execution.Outcome.Refused;
import dev.jensen.backend.function.Execution.Outcome.Returned;
import dev.jensen.backend.function.Execution.Outcome.Stopped;
import dev.jensen.backend.function.Execution.Outcome.Threw;
import dev.jensen.backend.function.Execution.Timings;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.world.World;
import dev.jensen.wire.worker.ConsoleLine;
import dev.jensen.wire.worker.Ending;
import dev.jensen.wire.worker.Frame;
import dev.jensen.wire.worker.Frame.Abandon;
import dev.jensen.wire.worker.Frame.Batch;
import dev.jensen.wire.worker.Frame.Call;
import dev.jensen.wire.worker.Frame.Done;
import dev.jensen.wire.worker.Frame.Replies;
import dev.jensen.wire.worker.Frame.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One call of a function in a worker.
final class WorkerCall {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerCall.class);

  /// `spec/function-runtime.md` §15.
  private static final Duration USER_TIME_MAX = Duration.ofSeconds(1);

  private static final Duration ACTION_TIME_MAX = Duration.ofMinutes(10);

  static final String OUT_OF_MEMORY =
      "JavaScript execution ran out of memory (maximum memory usage: 64 MB)";
  private static final String LOST = "Your request couldn't be completed. Try again later.";

  private final World world;
  private final PreparedCode prepared;
  private final Invocation invocation;
  private final Syscalls syscalls;
  private final long asked;
  private final boolean isNested;
  private final NestedLines nestedLines = new NestedLines();
  private boolean begun;
  private long syscallNanos;

  /// @param asked when the caller asked for it, on the world's clock
  WorkerCall(
      World world, PreparedCode prepared, Invocation invocation, Syscalls syscalls, long asked) {
    this(world, prepared, invocation, syscalls, asked, false);
  }

  private WorkerCall(
      World world,
      PreparedCode prepared,
      Invocation invocation,
      Syscalls syscalls,
      long asked,
      boolean isNested) {
    this.isNested = isNested;
    this.world = world;
    this.prepared = prepared;
    this.invocation = invocation;
    this.syscalls = syscalls;
    this.asked = asked;
  }

  /// Whether a worker may have seen the call.
  boolean hasBegun() {
    return begun;
  }

  /// Runs the call to its end.
  Execution run(WorkerProcess worker) {
    long began = world.nanoTime();
    try {
      if (!worker.isLoaded()) {
        worker.load(prepared.load());
        worker.awaitReady();
        began = world.nanoTime();
      }
      long restoreNanos = worker.restoreNanos();
      worker.send(call());
      begun = true;
      Done done = drive(worker);
      worker.ended(done);
      return execution(done, timings(began, restoreNanos, done.javascriptNanos()));
    } catch (WorkerLostException e) {
      return lost(e, timings(began, 0, 0));
    }
  }

  /// Runs a call that another one in `worker` waits for.
  private Execution runNested(WorkerProcess worker) {
    long began = world.nanoTime();
    worker.send(call());
    Done done = drive(worker);
    return execution(done, timings(began, 0, done.javascriptNanos()));
  }

  private Call call() {
    return new Call(
        invocation.code().version(),
        invocation.module(),
        invocation.export(),
        invocation.type().name().toLowerCase(Locale.ROOT),
        invocation.arguments(),
        invocation.now().toEpochMilli(),
        invocation.seed(),
        prepared.reusingModules().contains(invocation.module()),
        (int) userTimeMax().toMillis());
  }

  private Duration userTimeMax() {
    return invocation.type() == FunctionType.ACTION ? ACTION_TIME_MAX : USER_TIME_MAX;
  }

  /// The worker watches the processor time itself; this is for one that does not answer at all,
  /// also when the machine is busy.
  private static Duration patience(Duration userTime) {
    return userTime.multipliedBy(5).plusSeconds(2);
  }

  private String timedOut() {
    return "Function execution timed out (maximum duration: %ds)"
        .formatted(userTimeMax().toSeconds());
  }

  private Done drive(WorkerProcess worker) {
    for (; ; ) {
      switch (worker.receive(patience(userTimeMax()))) {
        case Batch batch -> worker.send(new Replies(answer(worker, batch)));
        case Done done -> {
          if (done.ending().equals(new Ending.Stopped(Ending.Cause.MEMORY))) {
            worker.retire();
          }
          return done;
        }
        case Frame other -> {
          worker.retire();
          throw new IllegalStateException(
              "not part of a call: " + other.getClass().getSimpleName());
        }
      }
    }
  }

  private List<Reply> answer(WorkerProcess worker, Batch batch) {
    List<Syscall> calls =
        batch.requests().stream()
            .map(request -> new Syscall(request.operation(), request.arguments()))
            .toList();
    long began = world.nanoTime();
    boolean answered = false;
    try {
      List<SyscallReply> replies =
          syscalls.perform(
              calls,
              (nested, itsSyscalls) -> {
                var call = new WorkerCall(world, prepared, nested, itsSyscalls, began, true);
                Execution execution = call.runNested(worker);
                nestedLines.add(batch.lines(), call.path(), execution.logLines());
                return execution;
              });
      if (replies.size() != calls.size()) {
        throw new IllegalStateException(
            "%d replies to %d calls".formatted(replies.size(), calls.size()));
      }
      answered = true;
      return replies.stream().map(WorkerCall::reply).toList();
    } finally {
      syscallNanos += world.nanoTime() - began;
      if (!answered) {
        abandon(worker);
      }
    }
  }

  /// Has the worker drop the call; the exception that ends it is on its way up.
  private void abandon(WorkerProcess worker) {
    try {
      worker.send(new Abandon());
      Done done = worker.expect(Done.class, patience(USER_TIME_MAX));
      if (!isNested) {
        worker.ended(done);
      }
    } catch (WorkerLostException e) {
      LOG.debug("worker {} is lost while it drops a call", worker.pid(), e);
    }
  }

  private static Reply reply(SyscallReply reply) {
    return switch (reply) {
      case SyscallReply.Result(var json) -> new Reply(false, json, null);
      case SyscallReply.Failure(var message, var data) -> new Reply(true, message, data);
    };
  }

  private Execution execution(Done done, Timings timings) {
    return new Execution(
        outcome(done.ending()),
        nestedLines.within(done.lines().stream().map(WorkerCall::logLine).toList()),
        done.observedTime(),
        timings);
  }

  private Outcome outcome(Ending ending) {
    return switch (ending) {
      case Ending.Returned(var json) -> new Returned(json);
      case Ending.Threw(var thrown) ->
          new Threw(prepared.stackTraces().describe(thrown), thrown.data());
      case Ending.Refused(var message) -> new Refused(message);
      case Ending.Invalid(var why) ->
          new Refused("Function %s return value invalid: %s".formatted(path(), why));
      case Ending.TooLarge(var bytes) ->
          new Refused(
              String.format(
                  Locale.ROOT,
                  "Function %s return value is too large (actual: %.1f MiB, limit: 16 MiB)",
                  path(),
                  bytes / (double) (1 << 20)));
      case Ending.Stopped(var cause) ->
          switch (cause) {
            case TIME -> new Stopped(timedOut());
            case MEMORY -> new Stopped(OUT_OF_MEMORY);
            case ABANDONED -> throw new IllegalStateException("abandoned without being asked");
          };
    };
  }

  /// The path as clients write it.
  private String path() {
    String module = invocation.module();
    String stripped = module.endsWith(".js") ? module.substring(0, module.length() - 3) : module;
    return invocation.export().equals("default") ? stripped : stripped + ":" + invocation.export();
  }

  private static LogLine logLine(ConsoleLine line) {
    return new LogLine(
        LogLine.Level.valueOf(line.level()),
        line.messages(),
        Instant.ofEpochMilli(line.timeMillis()),
        line.truncated());
  }

  private Execution lost(WorkerLostException e, Timings timings) {
    String message =
        switch (e.reason()) {
          case TIME -> timedOut();
          case MEMORY -> OUT_OF_MEMORY;
          case UNKNOWN -> LOST;
        };
    return new Execution(new Stopped(message), List.of(), false, timings);
  }

  private Timings timings(long began, long restoreNanos, long javascriptNanos) {
    return new Timings(
        Duration.ofNanos(began - asked),
        Duration.ofNanos(restoreNanos),
        Duration.ofNanos(javascriptNanos),
        Duration.ofNanos(syscallNanos),
        Duration.ofNanos(world.nanoTime() - asked));
  }
}
