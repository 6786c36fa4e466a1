package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.backend.function.Execution.Timings;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.function.worker.ActionAnswers;
import dev.jensen.backend.world.World;
import dev.jensen.wire.worker.ConsoleLine;
import dev.jensen.wire.worker.Ending;
import dev.jensen.wire.worker.Frame.Answered;
import dev.jensen.wire.worker.Frame.Asked;
import dev.jensen.wire.worker.Frame.Call;
import dev.jensen.wire.worker.Frame.Done;
import dev.jensen.wire.worker.Frame.Drop;
import dev.jensen.wire.worker.Frame.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One action in a worker: answers each of its calls as soon as it can be answered
/// (`spec/function-runtime.md` §8).
final class ActionCall {

  /// What the server may take beyond what JavaScript may.
  private static final Duration SYSTEM_TIME_MAX = Duration.ofMinutes(5);

  private final World world;
  private final Results results;
  private final Syscalls syscalls;
  private final ActionAnswers answers;
  private final long askedNanos;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private long id;
  private int linesTold;

  /// @param askedNanos when the caller asked for it, on the world's clock
  ActionCall(
      World world, Results results, Syscalls syscalls, FunctionRuntime runtime, long askedNanos) {
    this.world = world;
    this.results = results;
    this.syscalls = syscalls;
    this.answers =
        new ActionAnswers(world, syscalls, runtime, why -> events.add(new Event.Broken(why)));
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
      answers.close();
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
      answers.answer(
          new Syscall(request.operation(), request.arguments()),
          reply -> worker.send(new Answered(id, itsNumber, WorkerCall.reply(reply))));
    }
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
