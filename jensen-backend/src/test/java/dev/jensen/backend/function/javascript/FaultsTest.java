package dev.jensen.backend.function.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome.Refused;
import dev.jensen.backend.function.Execution.Outcome.Returned;
import dev.jensen.backend.function.Execution.Outcome.Stopped;
import dev.jensen.backend.function.Execution.Outcome.Threw;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.model.FunctionType;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Functions that try to break things: the call gets a clear error, and the next one works
/// (`spec/function-RUNTIME.md` §15).
@Timeout(60)
class FaultsTest {

  private static final Stopped TIMED_OUT =
      new Stopped("Function execution timed out (maximum duration: 1s)");
  private static final Stopped OUT_OF_MEMORY =
      new Stopped("JavaScript execution ran out of memory (maximum memory usage: 64 MB)");

  private static final JavaScriptRuntime RUNTIME = Runtimes.start();

  private final AppRunner app =
      new AppRunner(RUNTIME, TestApp.load("faults").code("faults", Map.of()));

  @AfterAll
  static void stop() {
    RUNTIME.close();
  }

  @AfterEach
  void theNextCallWorksAndAllWorkersComeBack() {
    assertThat(app.query("faults.js:fine").outcome()).isEqualTo(new Returned("\"fine\""));
    await(FaultsTest::allWorkersAreUp);
  }

  /// One that has ended counts until somebody sees it.
  private static boolean allWorkersAreUp() {
    var pids = RUNTIME.workerPids();
    return pids.size() == Runtimes.options().workers() + 1
        && pids.stream().allMatch(pid -> ProcessHandle.of(pid).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "endlessLoop",
        "endlessLoopThatCatches",
        "endlessMicrotasks",
        "endlessSyscalls",
        "slowRegex",
        "loopsInGetter"
      })
  void codeThatRunsTooLongIsStopped(String function) {
    assertThat(app.query("faults.js:" + function).outcome()).isEqualTo(TIMED_OUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hugeHeap", "hugeStrings", "hugeBuffers"})
  void codeThatTakesTooMuchMemoryIsStopped(String function) {
    assertThat(app.query("faults.js:" + function).outcome()).isEqualTo(OUT_OF_MEMORY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hugeArray", "hugeMap"})
  void codeThatTakesBothTimeAndMemoryIsStopped(String function) {
    assertThat(app.query("faults.js:" + function).outcome()).isIn(TIMED_OUT, OUT_OF_MEMORY);
  }

  @Test
  void timeSpentByTheServerDoesNotCount() {
    Execution execution =
        app.run(
            "faults.js:slowSyscall",
            FunctionType.QUERY,
            "[{}]",
            7,
            (_, _) -> {
              waitFor(Duration.ofMillis(1500));
              return List.of(new SyscallReply.Result("\"slow\""));
            });

    assertThat(execution.outcome()).isEqualTo(new Returned("\"slow\""));
    assertThat(execution.timings().syscalls()).isGreaterThan(Duration.ofMillis(1400));
    assertThat(execution.timings().javascript()).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void recursionWithoutEndThrows() {
    assertThat(message(app.query("faults.js:recursion")))
        .startsWith("Uncaught RangeError: Maximum call stack size exceeded\n    at deeper (");
  }

  @Test
  void logsWithoutEndAreCut() {
    Execution execution = app.query("faults.js:manyLogs");

    assertThat(execution.outcome()).isEqualTo(new Returned("\"logged\""));
    assertThat(execution.logLines()).hasSize(256);
    assertThat(execution.logLines().getFirst().truncated()).isTrue();
  }

  @Test
  void aResultThatIsTooLargeIsRefused() {
    assertThat(app.query("faults.js:hugeResult").outcome())
        .isInstanceOfSatisfying(
            Stopped.class,
            stopped ->
                assertThat(stopped.message())
                    .isIn(
                        "Function faults:hugeResult return value is too large"
                            + " (actual: 47.7 MiB, limit: 16 MiB)",
                        OUT_OF_MEMORY.message(),
                        TIMED_OUT.message()));
  }

  @Test
  void anErrorMessageIsCut() {
    assertThat(message(app.query("faults.js:hugeError"))).hasSize(65536);
  }

  @Test
  void manySyscallsAtOnceTravelInBoundedBatches() {
    Execution execution = app.mutation("faults.js:manySyscalls");

    assertThat(execution.outcome()).isEqualTo(new Returned("5000"));
    assertThat(app.operations()).allSatisfy(batch -> assertThat(batch).hasSizeLessThan(1001));
  }

  @Test
  void replacedBuiltInsReachNeitherTheHarnessNorTheNextCall() {
    assertThat(app.query("faults.js:pollution").outcome())
        .isInstanceOfAny(Threw.class, Returned.class);

    for (int i = 0; i < 4; i++) {
      assertThat(app.query("faults.js:isPolluted").outcome()).isEqualTo(new Returned("false"));
    }
  }

  @Test
  void aReplacedThenDoesNotStopTheHarness() {
    assertThat(app.mutation("faults.js:pollutedThen").outcome())
        .isInstanceOfAny(Returned.class, Stopped.class);
    assertThat(app.operations()).isNotEmpty();
  }

  @Test
  void resultsThatAreNoStringsAreRefused() {
    assertThat(app.query("faults.js:returnsObject").outcome())
        .isEqualTo(
            new Refused(
                "Function faults:returnsObject return value invalid: expected a string, got"
                    + " object"));
    assertThat(message(app.query("faults.js:returnsProxy")))
        .startsWith("Uncaught Error: evil proxy");
    assertThat(app.query("faults.js:returnsThenable").outcome())
        .isEqualTo(new Returned("\"thenable\""));
  }

  @Test
  void exportsThatAreNoFunctionsAreNamed() {
    assertThat(app.query("gone.js:x").outcome())
        .isEqualTo(
            new Refused(
                "Couldn't find JavaScript module 'gone.js'. Did you forget to run `npx convex"
                    + " dev`?"));
    assertThat(app.query("faults.js:gone").outcome())
        .isEqualTo(new Refused("Couldn't find \"gone\" in module \"faults.js\"."));
    assertThat(app.query("faults.js:notAFunction").outcome())
        .isEqualTo(
            new Refused(
                "Function faults.js:notAFunction is neither a query or mutation. Did you forget to"
                    + " wrap it with `query` or `mutation`?"));
    assertThat(app.query("faults.js:manySyscalls").outcome())
        .isEqualTo(
            new Refused(
                "Function faults.js:manySyscalls is registered as a mutation but is being run as a"
                    + " query."));
  }

  @Test
  void aKilledWorkerEndsItsCallWithAClearError() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Execution> call = threads.submit(() -> app.query("faults.js:endlessLoop"));
      waitFor(Duration.ofMillis(300));
      List<Long> pids = RUNTIME.workerPids();
      pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));

      assertThat(call.get().outcome())
          .isEqualTo(new Stopped("Your request couldn't be completed. Try again later."));
      // A worker killed while idle counts as one until its end is seen.
      await(() -> RUNTIME.workerPids().stream().noneMatch(pids::contains));
    }
  }

  @Test
  void aCallDoesNotNoticeWorkersThatDiedWhileIdle() {
    List<Long> pids = RUNTIME.workerPids();
    for (long pid : pids) {
      var process = ProcessHandle.of(pid).orElseThrow();
      process.destroyForcibly();
      process.onExit().join();
    }

    assertThat(app.query("faults.js:fine").outcome()).isEqualTo(new Returned("\"fine\""));
    await(() -> RUNTIME.workerPids().stream().noneMatch(pids::contains));
  }

  @Test
  void aWorkerThatStopsAnsweringIsReplaced() throws Exception {
    var pids = new HashSet<Long>();
    Execution.Outcome outcome;
    do {
      // One that replaced another may only now be there to be stopped.
      for (long pid : RUNTIME.workerPids()) {
        new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
        pids.add(pid);
      }
      outcome = app.query("faults.js:fine").outcome();
    } while (outcome.equals(new Returned("\"fine\"")));

    assertThat(outcome).isEqualTo(TIMED_OUT);
    for (long pid : pids) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    await(() -> RUNTIME.workerPids().stream().noneMatch(pids::contains));
  }

  private static String message(Execution execution) {
    assertThat(execution.outcome()).isInstanceOf(Threw.class);
    return ((Threw) execution.outcome()).message();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      waitFor(Duration.ofMillis(20));
    }
  }

  private static void waitFor(Duration duration) {
    java.util.concurrent.locks.LockSupport.parkNanos(duration.toNanos());
  }
}
