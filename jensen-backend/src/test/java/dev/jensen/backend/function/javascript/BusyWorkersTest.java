package dev.jensen.backend.function.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome.Returned;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What happens to calls when every worker is busy: here one, with a call that waits for its
/// database as long as the test likes.
@Timeout(60)
class BusyWorkersTest {

  private static final Code CODE =
      TestApp.of(
              "ask.js",
              """
              export const ask = {
                isQuery: true,
                invokeQuery: () => Convex.asyncSyscall("1.0/count", "{}"),
              };
              """)
          .code("ask", Map.of());

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);

  @Test
  void aCallThatFindsNoWorkerInTimeIsRefused() throws Exception {
    try (var runtime = Runtimes.start(1, 10, Duration.ofSeconds(2));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var busy = occupy(runtime, threads);

      assertThatThrownBy(() -> call(runtime, this::answerLater))
          .isInstanceOf(OverloadedException.class)
          .hasMessage("Too many functions are running at once. Try again in a moment.");

      answered.countDown();
      assertThat(busy.get().outcome()).isEqualTo(new Returned("1"));
    }
  }

  @Test
  void aWorkerThatIsBeingStartedIsWaitedFor() {
    try (var runtime = Runtimes.start(1, 10, Duration.ZERO)) {
      assertThat(call(runtime, BusyWorkersTest::answer).outcome()).isEqualTo(new Returned("0"));
    }
  }

  @Test
  void workersThatDoNotComeUpAreNotWaitedForForever() {
    var never = Path.of("no", "java");
    try (var runtime = Runtimes.start(1, 10, Duration.ZERO, Duration.ofSeconds(1), never)) {
      assertThatThrownBy(() -> call(runtime, BusyWorkersTest::answer))
          .isInstanceOf(OverloadedException.class)
          .hasMessageStartingWith("No process to run the function in came up in time.");
    }
  }

  @Test
  void moreCallsThanMayWaitAreRefusedAtOnce() throws Exception {
    try (var runtime = Runtimes.start(1, 2, Duration.ofMinutes(1));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var busy = occupy(runtime, threads);

      var ended = new ExecutorCompletionService<Execution>(threads);
      for (int i = 0; i < 3; i++) {
        ended.submit(() -> call(runtime, this::answerLater));
      }
      assertThatThrownBy(ended.take()::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(OverloadedException.class);

      answered.countDown();
      assertThat(busy.get().outcome()).isEqualTo(new Returned("1"));
      for (int i = 0; i < 2; i++) {
        assertThat(ended.take().get().outcome()).isEqualTo(new Returned("1"));
      }
    }
  }

  @Test
  void callsThatWaitAreRefusedWhenTheServerStops() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var runtime = Runtimes.start(1, 10, Duration.ofMinutes(1));
      var busy = occupy(runtime, threads);
      var waiting = threads.submit(() -> call(runtime, this::answerLater));

      runtime.close();

      assertThatThrownBy(waiting::get).hasMessageContaining("the worker pool is closed");
      answered.countDown();
      assertThat(busy.get().outcome()).isNotEqualTo(new Returned("1"));
    }
  }

  /// Keeps the only worker busy until the test answers.
  private Future<Execution> occupy(JavaScriptRuntime runtime, ExecutorService threads)
      throws InterruptedException {
    var busy = threads.submit(() -> call(runtime, this::answerLater));
    asked.await();
    return busy;
  }

  private List<SyscallReply> answerLater(List<?> batch, FunctionRuntime nested) {
    asked.countDown();
    try {
      answered.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of(new SyscallReply.Result("1"));
  }

  private static List<SyscallReply> answer(List<?> batch, FunctionRuntime nested) {
    return List.of(new SyscallReply.Result("0"));
  }

  private static Execution call(JavaScriptRuntime runtime, Syscalls syscalls) {
    return new AppRunner(runtime, CODE).run("ask.js:ask", FunctionType.QUERY, "[{}]", 7, syscalls);
  }
}
