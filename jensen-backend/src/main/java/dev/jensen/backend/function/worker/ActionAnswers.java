package dev.jensen.backend.function.worker;

import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.world.World;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the calls of one running action, each on a thread of its own and as soon as it can be
/// answered (`spec/function-runtime.md` §8).
///
/// Thread-safe.
public final class ActionAnswers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ActionAnswers.class);

  /// How many operations are done at once; those that only move bytes or wait do not count.
  private static final int AT_ONCE = 8;

  private static final int PENDING_MAX = 10_000;

  private final World world;
  private final Syscalls syscalls;
  private final FunctionRuntime runtime;
  private final Consumer<RuntimeException> broken;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Set<Thread> serving = ConcurrentHashMap.newKeySet();

  /// Has `syscalls` answer.
  ///
  /// @param runtime runs what the action calls
  /// @param broken hears of it when the server itself fails to answer
  public ActionAnswers(
      World world, Syscalls syscalls, FunctionRuntime runtime, Consumer<RuntimeException> broken) {
    this.world = world;
    this.syscalls = syscalls;
    this.runtime = runtime;
    this.broken = broken;
  }

  /// Answers a call some time, on another thread; `reply` is not told after [#close].
  public void answer(Syscall call, Consumer<SyscallReply> reply) {
    if (serving.size() >= PENDING_MAX) {
      var refusal =
          "Too many concurrent operations. See https://docs.convex.dev/functions/actions#limits"
              + " for more information.";
      reply.accept(new SyscallReply.Failure(refusal, null));
    } else {
      world.start("action-call", () -> serve(call, reply));
    }
  }

  private void serve(Syscall call, Consumer<SyscallReply> reply) {
    serving.add(Thread.currentThread());
    try {
      reply.accept(perform(call));
    } catch (InterruptedException e) {
      LOG.debug("the action ended before {} was answered", call.operation());
    } catch (RuntimeException e) {
      broken.accept(e);
    } finally {
      serving.remove(Thread.currentThread());
    }
  }

  private SyscallReply perform(Syscall call) throws InterruptedException {
    if (!takesPlace(call.operation())) {
      return syscalls.perform(List.of(call), runtime).getFirst();
    }
    places.acquire();
    try {
      return syscalls.perform(List.of(call), runtime).getFirst();
    } finally {
      places.release();
    }
  }

  /// Whether an operation is one that others have to wait for. One that feeds another, as a body
  /// does its request, must not wait for it.
  private static boolean takesPlace(String operation) {
    return operation.startsWith("1.0/") || operation.equals("jensen/fetch");
  }

  /// Interrupts what is not answered yet: nobody waits for it any more.
  @Override
  public void close() {
    serving.forEach(Thread::interrupt);
  }
}
