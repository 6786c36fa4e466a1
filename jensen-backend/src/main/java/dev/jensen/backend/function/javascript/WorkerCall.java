package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Timings;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.world.World;
import dev.jensen.wire.worker.Ending;
import dev.jensen.wire.worker.Frame;
import dev.jensen.wire.worker.Frame.Abandon;
import dev.jensen.wire.worker.Frame.Batch;
import dev.jensen.wire.worker.Frame.Done;
import dev.jensen.wire.worker.Frame.Replies;
import dev.jensen.wire.worker.Frame.Reply;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One call of a function in a worker.
final class WorkerCall {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerCall.class);

  private final World world;
  private final PreparedCode prepared;
  private final Results results;
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
    this.results = new Results(prepared, invocation);
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
      }
      // Sent before the worker is ready, so that it need not wait for it then.
      worker.send(results.call());
      worker.awaitReady();
      begun = true;
      began = world.nanoTime();
      long restoreNanos = worker.restoreNanos();
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
    worker.send(results.call());
    Done done = drive(worker);
    return execution(done, timings(began, 0, done.javascriptNanos()));
  }

  /// The worker watches the processor time itself; this is for one that does not answer at all,
  /// also when the machine is busy.
  private static Duration patience(Duration userTime) {
    return userTime.multipliedBy(5).plusSeconds(2);
  }

  private Done drive(WorkerProcess worker) {
    for (; ; ) {
      switch (worker.receive(patience(results.userTimeMax()))) {
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
                nestedLines.add(batch.lines(), call.results.path(), execution.logLines());
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
      Done done = worker.expect(Done.class, patience(Results.USER_TIME_MAX));
      if (!isNested) {
        worker.ended(done);
      }
    } catch (WorkerLostException e) {
      LOG.debug("worker {} is lost while it drops a call", worker.pid(), e);
    }
  }

  static Reply reply(SyscallReply reply) {
    return switch (reply) {
      case SyscallReply.Result(var json) -> new Reply(false, json, null);
      case SyscallReply.Failure(var message, var data) -> new Reply(true, message, data);
    };
  }

  private Execution execution(Done done, Timings timings) {
    return new Execution(
        results.outcome(done.ending()),
        nestedLines.within(Results.logLines(done.lines())),
        done.observedTime(),
        timings);
  }

  private Execution lost(WorkerLostException e, Timings timings) {
    return new Execution(results.lost(e), List.of(), false, timings);
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
