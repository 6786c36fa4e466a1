package dev.jensen.backend.function.node;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.backend.function.Execution.Timings;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.ModuleFailedException;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.world.World;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the actions of modules that say `"use node"`.
///
/// Thread-safe.
final class NodeActions {

  private static final Logger LOG = LoggerFactory.getLogger(NodeActions.class);

  /// How many dead processes one action may be given.
  private static final int ATTEMPTS_MAX = 3;

  private static final int ARGUMENT_BYTES_MAX = 5 << 20;
  private static final String ARGUMENTS_TOO_LARGE =
      "Node actions arguments size is too large. The maximum size is 5 MiB. Reduce the size of the"
          + " arguments or consider using Convex runtime actions instead, which have a 16 MiB"
          + " limit. See https://docs.convex.dev/functions/runtimes";

  private final World world;
  private final NodeOptions options;
  private final NodeCodes codes;
  private final NodeProcesses processes;
  private final FunctionRuntime runtime;
  private final AtomicLong calls = new AtomicLong();

  /// @param runtime runs what actions call
  NodeActions(
      World world,
      NodeOptions options,
      NodeCodes codes,
      NodeProcesses processes,
      FunctionRuntime runtime) {
    this.world = world;
    this.options = options;
    this.codes = codes;
    this.processes = processes;
    this.runtime = runtime;
  }

  /// Runs one action to its end; blocks.
  Execution run(Invocation invocation, Syscalls syscalls) {
    long asked = world.nanoTime();
    if (invocation.arguments().getBytes(StandardCharsets.UTF_8).length > ARGUMENT_BYTES_MAX) {
      return ended(new Outcome.Refused(ARGUMENTS_TOO_LARGE), asked);
    }
    try {
      var code = codes.get(invocation.code());
      for (int attempt = 1; ; attempt++) {
        var call = new NodeCall(world, options.timeMax(), invocation, syscalls, asked);
        var execution = run(call, processes.take(code), invocation);
        // Nothing of it has run in a process that was dead already.
        if (call.hasBegun() || attempt == ATTEMPTS_MAX) {
          return execution;
        }
      }
    } catch (NodeMissingException | ModuleFailedException e) {
      return ended(new Outcome.Refused(String.valueOf(e.getMessage())), asked);
    } catch (UncheckedIOException e) {
      LOG.error("no node process for {}", invocation.module(), e);
      return ended(
          new Outcome.Stopped("The server could not start Node.js for this action."), asked);
    }
  }

  private Execution run(NodeCall call, NodeProcess process, Invocation invocation) {
    try {
      // A process knows calls that it should have forgotten by their ids: those of requests will
      // not do, since one request may lead to several calls.
      var id = "%s-%d".formatted(invocation.requestId(), calls.incrementAndGet());
      return call.run(process, id, runtime);
    } finally {
      processes.give(process);
    }
  }

  private Execution ended(Outcome outcome, long asked) {
    var total = Duration.ofNanos(world.nanoTime() - asked);
    var nothing = Duration.ZERO;
    return new Execution(
        outcome, List.of(), false, new Timings(total, nothing, nothing, nothing, total));
  }
}
