package dev.jensen.backend.function.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome.Returned;
import dev.jensen.backend.function.Execution.Outcome.Stopped;
import dev.jensen.backend.function.Execution.Outcome.Threw;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.model.FunctionType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Actions, which share processes while they wait (`spec/function-runtime.md` §§8, 12.2).
@Timeout(120)
class ActionsTest {

  private static JavaScriptRuntime runtime;
  private static AppRunner app;
  private static ExecutorService threads;

  @BeforeAll
  static void start() {
    runtime = Runtimes.start();
    app = new AppRunner(runtime, TestApp.load("actions").code("actions", Map.of()));
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterAll
  static void stop() {
    // What a failed test left running would be waited for until its time is up.
    threads.shutdownNow();
    runtime.close();
  }

  /// Answers each operation once it is let through.
  private static final class Doors implements Syscalls {

    private final Map<String, CountDownLatch> doors = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> visitors = new ConcurrentHashMap<>();

    void open(String operation) {
      door(operation).countDown();
    }

    void awaitVisitor(String operation) throws InterruptedException {
      visitor(operation).await();
    }

    private CountDownLatch door(String operation) {
      return doors.computeIfAbsent("1.0/" + operation, _ -> new CountDownLatch(1));
    }

    private CountDownLatch visitor(String operation) {
      return visitors.computeIfAbsent("1.0/" + operation, _ -> new CountDownLatch(1));
    }

    @Override
    public List<SyscallReply> perform(List<Syscall> batch, FunctionRuntime nested) {
      var operation = batch.getFirst().operation().substring("1.0/".length());
      visitor(operation).countDown();
      try {
        door(operation).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return List.of(new SyscallReply.Failure("interrupted", null));
      }
      return List.of(new SyscallReply.Result("\"%s\"".formatted(operation)));
    }
  }

  private static Execution run(String function, String arguments, Syscalls syscalls) {
    return app.run("actions.js:" + function, FunctionType.ACTION, arguments, 7, syscalls);
  }

  private static Future<Execution> begin(String function, String arguments, Syscalls syscalls) {
    return threads.submit(() -> run(function, arguments, syscalls));
  }

  private static SyscallReply echo(Syscall call) {
    return new SyscallReply.Result(call.operation().substring("1.0/".length()));
  }

  @Test
  void eachCallIsAnsweredWhenItsAnswerIsThere() throws Exception {
    var doors = new Doors();
    var running = begin("race", "[{\"names\":[\"slow\",\"quick\"]}]", doors);

    doors.awaitVisitor("slow");
    doors.awaitVisitor("quick");
    doors.open("quick");
    // Its own door stays shut until the other one has been answered.
    var after = begin("race", "[{\"names\":[\"between\"]}]", doors);
    doors.open("between");
    after.get();
    doors.open("slow");

    assertThat(running.get().outcome()).isEqualTo(new Returned("[\"quick\",\"slow\"]"));
  }

  @Test
  void moreActionsWaitAtOnceThanThereAreProcesses() throws Exception {
    var doors = new Doors();
    var running =
        IntStream.range(0, 40)
            .mapToObj(i -> begin("one", "[{\"name\":\"w%d\"}]".formatted(i), doors))
            .toList();
    for (int i = 0; i < 40; i++) {
      doors.awaitVisitor("w%d".formatted(i));
    }
    assertThat(runtime.actionWorkerPids()).hasSizeLessThan(10);
    for (int i = 39; i >= 0; i--) {
      doors.open("w%d".formatted(i));
    }
    for (int i = 0; i < 40; i++) {
      assertThat(running.get(i).get().outcome()).isEqualTo(new Returned("\"w%d\"".formatted(i)));
    }
  }

  @Test
  void manyCallsOneAfterTheOtherAndAtOnce() {
    Syscalls echo = (batch, _) -> batch.stream().map(ActionsTest::echo).toList();

    assertThat(run("chain", "[{\"count\":300}]", echo).outcome()).isEqualTo(new Returned("44850"));
    assertThat(run("all", "[{\"count\":3000}]", echo).outcome()).isEqualTo(new Returned("3000"));
  }

  @Test
  void whatIsLeftBehindIsWarnedOf() {
    var doors = new Doors();

    Execution execution = run("leaves", "[{}]", doors);

    assertThat(execution.outcome()).isEqualTo(new Returned("\"left\""));
    assertThat(execution.logLines())
        .extracting(LogLine::level, line -> line.messages().getFirst())
        .contains(
            tuple(
                LogLine.Level.WARN,
                "2 unawaited operations: [mutation, storageDelete]. Async operations should be"
                    + " awaited or they might not run. See"
                    + " https://docs.convex.dev/functions/actions#dangling-promises for more"
                    + " information."));
  }

  @Test
  void promisesThatNobodyKeepsEndTheAction() {
    assertThat(run("waitsForNothing", "[{}]", new Doors()).outcome())
        .isEqualTo(new Execution.Outcome.Refused("Returned promise will never resolve"));
    assertThat(run("rejects", "[{}]", new Doors()).outcome())
        .isInstanceOfSatisfying(
            Threw.class,
            threw ->
                assertThat(threw.message()).startsWith("Uncaught Error: nobody caught this\n"));
  }

  @Test
  void actionsShareNothing() {
    for (int i = 0; i < 3; i++) {
      assertThat(run("counts", "[{}]", new Doors()).outcome()).isEqualTo(new Returned("1"));
    }
  }

  @Test
  void theDatabaseIsNotThere() {
    assertThat(run("outside", "[{}]", new Doors()).outcome())
        .isInstanceOfSatisfying(
            Returned.class,
            returned ->
                assertThat(returned.json()).contains("used outside of a query or mutation"));
  }

  @Test
  void oneThatTakesTooMuchMemoryEndsAlone() throws Exception {
    var doors = new Doors();
    var waiting = begin("one", "[{\"name\":\"patient\"}]", doors);
    doors.awaitVisitor("patient");

    assertThat(run("hugeHeap", "[{}]", doors).outcome())
        .isEqualTo(
            new Stopped("JavaScript execution ran out of memory (maximum memory usage: 64 MB)"));
    doors.open("patient");

    assertThat(waiting.get().outcome()).isEqualTo(new Returned("\"patient\""));
  }

  @Test
  void oneThatNobodyWaitsForAnyMoreEndsAlone() throws Exception {
    var doors = new Doors();
    var waiting = begin("one", "[{\"name\":\"patient\"}]", doors);
    var hasty = begin("one", "[{\"name\":\"hasty\"}]", doors);
    doors.awaitVisitor("patient");
    doors.awaitVisitor("hasty");

    hasty.cancel(true);
    doors.open("next");
    assertThat(run("one", "[{\"name\":\"next\"}]", doors).outcome())
        .isEqualTo(new Returned("\"next\""));
    doors.open("patient");

    assertThat(waiting.get().outcome()).isEqualTo(new Returned("\"patient\""));
  }

  @Test
  void aWorkerThatDiesTakesItsActionsWithItAndNothingElse() throws Exception {
    var doors = new Doors();
    var waiting = begin("one", "[{\"name\":\"doomed\"}]", doors);
    doors.awaitVisitor("doomed");

    runtime
        .actionWorkerPids()
        .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));

    assertThat(outcome(waiting))
        .isEqualTo(new Stopped("Your request couldn't be completed. Try again later."));
    doors.open("next");
    assertThat(run("one", "[{\"name\":\"next\"}]", doors).outcome())
        .isEqualTo(new Returned("\"next\""));
  }

  private static Execution.Outcome outcome(Future<Execution> running)
      throws InterruptedException, ExecutionException {
    return running.get().outcome();
  }
}
