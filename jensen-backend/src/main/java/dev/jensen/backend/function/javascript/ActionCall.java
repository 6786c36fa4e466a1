package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.backend.function.Execution.Timings;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.world.World;
import dev.jensen.wire.worker.ConsoleLine;
import dev.jensen.wire.worker.Ending;
import dev.jensen.wire.worker.Frame.Answered;
import dev.jensen.wire.worker.Frame.Asked;
import dev.jensen.wire.worker.Frame.Call;
import dev.jensen.wire.worker.Frame.Done;
import dev.jensen.wire.worker.Frame.Drop;
import dev.jensen.wire.worker.Frame.Reply;
import dev.jensen.wire.worker.Frame.Request;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One action in a worker: answers each of its calls as soon as it can be answered
/// (`spec/function-runtime.md` §8).
final class ActionCall {

  private static final Logger LOG = LoggerFactory.getLogger(ActionCall.class);

  /// How many operations are done at once; those that only move bytes or wait do not count.
  private static final int AT_ONCE = 8;

  private static final int PENDING_MAX = 10_000;

  /// What the server may take beyond what JavaScript may.
  private static final Duration SYSTEM_TIME_MAX = Duration.ofMinutes(5);

  private final World world;
  private final Results results;
  private final Syscalls syscalls;
  private final FunctionRuntime runtime;
  private final long askedNanos;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Set<Thread> serving = ConcurrentHashMap.newKeySet();
  private long id;
  private int linesTold;

  /// @param askedNanos when the caller asked for it, on the world's clock
  ActionCall(
      World world, Results results, Syscalls syscalls, FunctionRuntime runtime, long askedNanos) {
    this.world = world;
    this.results = results;
    this.syscalls = syscalls;
    this.runtime = runtime;
    this.askedNanos = askedNanos;
  }

  /// What can happen to a running action.
  private sealed interface Event {

    record Calls(Asked asked) implements Event {}

    record Lines(List<ConsoleLine> lines) implements Event {}

    record End(Done done) implements Event {}

    record Lost(WorkerLostException why) implements Event {}

    /// The server itself failed to answer.
    record Broken(RuntimeException why) implements Event {}
  }

  Call call() {
    return results.call();
  }

  void begunAs(long id) {
    this.id = id;
  }

  void asked(Asked asked) {
    events.add(new Event.Calls(asked));
  }

  void logged(List<ConsoleLine> lines) {
    events.add(new Event.Lines(lines));
  }

  void finished(Done done) {
    events.add(new Event.End(done));
  }

  void lost(WorkerLostException why) {
    events.add(new Event.Lost(why));
  }

  /// Runs the action to its end in `worker`; blocks.
  Execution run(ActionWorker worker) {
    long began = world.nanoTime();
    worker.begin(this);
    try {
      Execution ended = null;
      while (ended == null) {
        ended = handle(worker, nextEvent(), began);
      }
      return ended;
    } finally {
      worker.forget(id);
      serving.forEach(Thread::interrupt);
    }
  }

  /// What the action came to with `event`, or null if it goes on.
  private @Nullable Execution handle(ActionWorker worker, @Nullable Event event, long began) {
    return switch (event) {
      case Event.Calls(var asked) -> {
        serveAll(worker, asked);
        yield null;
      }
      case Event.Lines(var lines) -> {
        tellLines(lines);
        yield null;
      }
      case Event.End(var done) -> {
        var lines = done.lines();
        tellLines(lines.subList(Math.min(linesTold, lines.size()), lines.size()));
        if (done.ending().equals(new Ending.Stopped(Ending.Cause.MEMORY))) {
          worker.retire();
        }
        yield execution(done, began);
      }
      case Event.Lost(var why) -> ended(results.lost(why), began);
      case Event.Broken(var why) -> {
        worker.send(new Drop(id));
        throw why;
      }
      case null -> {
        worker.send(new Drop(id));
        yield ended(results.timedOut(), began);
      }
    };
  }

  private void tellLines(List<ConsoleLine> lines) {
    linesTold += lines.size();
    if (!lines.isEmpty()) {
      syscalls.logged(Results.logLines(lines));
    }
  }

  private @Nullable Event nextEvent() {
    long left =
        results.userTimeMax().plus(SYSTEM_TIME_MAX).toNanos() - (world.nanoTime() - askedNanos);
    try {
      return events.poll(left, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Whoever waits for the action is about to go: nobody would learn how it ended.
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private void serveAll(ActionWorker worker, Asked asked) {
    int number = asked.first();
    for (Request request : asked.requests()) {
      int itsNumber = number++;
      if (serving.size() >= PENDING_MAX) {
        var refusal =
            "Too many concurrent operations. See https://docs.convex.dev/functions/actions#limits"
                + " for more information.";
        worker.send(new Answered(id, itsNumber, new Reply(true, refusal, null)));
      } else {
        world.start("action-call", () -> serve(worker, itsNumber, request));
      }
    }
  }

  private void serve(ActionWorker worker, int number, Request request) {
    serving.add(Thread.currentThread());
    try {
      worker.send(new Answered(id, number, WorkerCall.reply(answer(request))));
    } catch (InterruptedException e) {
      LOG.debug("{} ended before {} was answered", results.path(), request.operation());
    } catch (RuntimeException e) {
      events.add(new Event.Broken(e));
    } finally {
      serving.remove(Thread.currentThread());
    }
  }

  private SyscallReply answer(Request request) throws InterruptedException {
    var calls = List.of(new Syscall(request.operation(), request.arguments()));
    if (!takesPlace(request.operation())) {
      return syscalls.perform(calls, runtime).getFirst();
    }
    places.acquire();
    try {
      return syscalls.perform(calls, runtime).getFirst();
    } finally {
      places.release();
    }
  }

  /// Whether an operation is one that others have to wait for. One that feeds another, as a body
  /// does its request, must not wait for it.
  private static boolean takesPlace(String operation) {
    return operation.startsWith("1.0/") || operation.equals("jensen/fetch");
  }

  private Execution execution(Done done, long began) {
    return new Execution(
        results.outcome(done.ending()),
        Results.logLines(done.lines()),
        done.observedTime(),
        timings(began, Duration.ofNanos(done.javascriptNanos())));
  }

  private Execution ended(Outcome outcome, long began) {
    return new Execution(outcome, List.of(), false, timings(began, Duration.ZERO));
  }

  private Timings timings(long began, Duration javascript) {
    return new Timings(
        Duration.ofNanos(began - askedNanos),
        Duration.ZERO,
        javascript,
        Duration.ZERO,
        Duration.ofNanos(world.nanoTime() - askedNanos));
  }
}
