package dev.jensen.backend.function.node;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.backend.function.Execution.Timings;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.function.node.FromNode.Ending;
import dev.jensen.backend.function.worker.ActionAnswers;
import dev.jensen.backend.world.World;
import dev.jensen.value.ValueLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One action in a `node` process (`spec/function-runtime.md` §13a).
final class NodeCall {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int RETURN_BYTES_MAX = 16 << 20;

  private final World world;
  private final Duration timeMax;
  private final Invocation invocation;
  private final Syscalls syscalls;
  private final long askedNanos;
  private final BlockingQueue<FromNode> messages = new LinkedBlockingQueue<>();
  private final List<LogLine> lines = new ArrayList<>();
  private boolean begun;

  /// @param askedNanos when the caller asked for it, on the world's clock
  NodeCall(
      World world, Duration timeMax, Invocation invocation, Syscalls syscalls, long askedNanos) {
    this.world = world;
    this.timeMax = timeMax;
    this.invocation = invocation;
    this.syscalls = syscalls;
    this.askedNanos = askedNanos;
  }

  /// Whether anything of the action may have run.
  boolean hasBegun() {
    return begun;
  }

  /// Runs the action to its end in `process`; blocks.
  ///
  /// @param id differs from that of every other call
  /// @param runtime runs what the action calls
  Execution run(NodeProcess process, String id, FunctionRuntime runtime) {
    long began = world.nanoTime();
    process.begin(messages::add);
    process.send(call(id));
    try (var answers =
        new ActionAnswers(
            world, syscalls, runtime, why -> messages.add(new FromNode.Broken(why)))) {
      Outcome outcome = null;
      while (outcome == null) {
        outcome = handle(process, next(began), answers);
      }
      return new Execution(outcome, lines, false, timings(began));
    } finally {
      process.end();
    }
  }

  private ObjectNode call(String id) {
    return JSON.createObjectNode()
        .put("kind", "call")
        .put("module", invocation.module())
        .put("export", invocation.export())
        .put("requestId", id)
        .put("arguments", invocation.arguments());
  }

  /// The next message, or null when the action's time is up.
  private @Nullable FromNode next(long began) {
    try {
      long left = timeMax.toNanos() - (world.nanoTime() - began);
      return messages.poll(left, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Whoever waits for the action is about to go: nobody would learn how it ended.
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /// What the action came to with `message`, or null if it goes on.
  private @Nullable Outcome handle(
      NodeProcess process, @Nullable FromNode message, ActionAnswers answers) {
    return switch (message) {
      case FromNode.Begun _ -> {
        begun = true;
        yield null;
      }
      case FromNode.Asked(var number, var call) -> {
        answers.answer(call, reply -> process.send(reply(number, reply)));
        yield null;
      }
      case FromNode.Logged(var line) -> {
        lines.add(line);
        syscalls.logged(List.of(line));
        yield null;
      }
      case FromNode.Done(var ending) -> outcome(process.code(), ending);
      case FromNode.Lost(var why) -> new Outcome.Stopped(why.message(name()));
      case FromNode.Broken(var why) -> {
        process.kill();
        throw why;
      }
      case null -> {
        process.kill();
        yield new Outcome.Stopped(
            "%s execution timed out (maximum duration %ds)".formatted(name(), timeMax.toSeconds()));
      }
      case FromNode.Ready _, FromNode.Retired _ -> null;
    };
  }

  private String name() {
    return "Action `%s`".formatted(invocation.export());
  }

  private static ObjectNode reply(long number, SyscallReply reply) {
    var json = JSON.createObjectNode().put("kind", "reply").put("number", number);
    return switch (reply) {
      case SyscallReply.Result(var text) ->
          json.put("failed", false).put("text", text).putNull("data");
      case SyscallReply.Failure(var message, var data) ->
          json.put("failed", true).put("text", message).put("data", data);
    };
  }

  private Outcome outcome(NodeCode code, Ending ending) {
    return switch (ending) {
      case Ending.Returned(var json) -> new Outcome.Returned(json);
      case Ending.Threw(var thrown) ->
          new Outcome.Threw(code.stackTraces().describe(thrown), thrown.data());
      case Ending.Refused(var message, _) -> new Outcome.Refused(message);
      case Ending.Invalid(var why) ->
          new Outcome.Refused("Function %s return value invalid: %s".formatted(path(), why));
      case Ending.TooLarge(var bytes) ->
          new Outcome.Refused(
              "Function %s return value is too large (actual: %s, limit: %s)"
                  .formatted(
                      path(),
                      ValueLimits.displayBytes(bytes),
                      ValueLimits.displayBytes(RETURN_BYTES_MAX)));
      case Ending.Analyzed _ -> throw new IllegalStateException("an action was analyzed");
    };
  }

  /// The path as clients write it.
  private String path() {
    var module = invocation.module();
    var stripped = module.endsWith(".js") ? module.substring(0, module.length() - 3) : module;
    return "%s:%s".formatted(stripped, invocation.export());
  }

  private Timings timings(long began) {
    long now = world.nanoTime();
    return new Timings(
        Duration.ofNanos(began - askedNanos),
        Duration.ZERO,
        Duration.ofNanos(now - began),
        Duration.ZERO,
        Duration.ofNanos(now - askedNanos));
  }
}
