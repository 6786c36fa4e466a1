package dev.jensen.benchmarks;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome.Returned;
import dev.jensen.backend.function.Execution.Timings;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.javascript.JavaScriptOptions;
import dev.jensen.backend.function.javascript.JavaScriptRuntime;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.ImportPhase;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.NodeSetup;
import dev.jensen.backend.world.SystemWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// How fast the worker processes alone run a mutation with one `get` and one `insert`, when the
/// server answers every syscall at once.
///
/// Prints calls per second, where the time of a call goes, and the processor time that the server
/// and its workers spend on one; then how soon killed workers are replaced, and how much memory a
/// worker holds. Held fixed: the npm library of 1.48, closed loop, one worker per core.
final class WorkersBenchmark {

  private static final int CALLS = 4_000;
  private static final int ROUNDS = 3;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final JavaScriptRuntime runtime;
  private final Code code;

  private WorkersBenchmark(JavaScriptRuntime runtime, Code code) {
    this.runtime = runtime;
    this.code = code;
  }

  static void main() throws IOException, InterruptedException {
    Path project = JavaScriptProject.install("workers");
    Code code = code(project);
    Path library = Files.createTempDirectory("jensen-workers");
    System.out.printf("%d cores%n", Runtime.getRuntime().availableProcessors());
    long started = System.nanoTime();
    try (var runtime =
        new JavaScriptRuntime(new SystemWorld(), JavaScriptOptions.defaults(library))) {
      var benchmark = new WorkersBenchmark(runtime, code);
      runtime.analyze(code);
      print("first worker up, modules analyzed", started);
      long prepared = System.nanoTime();
      String failure = runtime.prepare(code);
      print("snapshot built" + (failure == null ? "" : ", not: " + failure), prepared);
      benchmark.measure();
      benchmark.printReplacement();
      benchmark.printMemory();
    }
  }

  /// From the death of workers to the next answer, and to the return of the last of them.
  private void printReplacement() throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      var pids = runtime.workerPids();
      printReplacement("one worker killed", pids.subList(0, 1), pids.size());
      printReplacement("all workers killed", runtime.workerPids(), pids.size());
    }
  }

  private void printReplacement(String what, List<Long> killed, int size)
      throws InterruptedException {
    long began = System.nanoTime();
    for (long pid : killed) {
      var worker = ProcessHandle.of(pid).orElseThrow();
      worker.destroyForcibly();
      worker.onExit().join();
    }
    call("fresh.js");
    print(what + ", next call answered", began);
    while (runtime.workerPids().size() < size
        || runtime.workerPids().stream().anyMatch(killed::contains)) {
      Thread.sleep(1);
    }
    print(what + ", all there again", began);
  }

  private static Code code(Path project) {
    var modules = new ArrayList<Module>();
    try (var bundler = ChildProcess.start(project, Map.of(), List.of("node", "bundle.mjs"))) {
      String json = bundler.await(Pattern.compile("\\{.*")).group();
      new JsonMapper()
          .readTree(json)
          .forEachEntry((path, source) ->
              modules.add(
                  new Module(path, Module.Environment.ISOLATE, source.asString(), null, "")));
    }
    return new Code(
        "1",
        modules,
        List.of(new AnalyzedModule("reuse.js", List.of(), null, null, true)),
        Map.of(),
        new ImportPhase(NOW, 1),
        NodeSetup.NONE);
  }

  private void measure() throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      for (int callers : List.of(1, 8)) {
        measure("fresh context", "fresh.js", callers);
        measure("reused context", "reuse.js", callers);
      }
    }
  }

  private void measure(String name, String module, int callers) throws InterruptedException {
    var permits = new Semaphore(callers);
    var waiting = new AtomicLong();
    var javascript = new AtomicLong();
    long serverBefore = Usage.ownProcessorTime().toNanos();
    long workersBefore = workersProcessorNanos();
    long began = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLS; i++) {
        permits.acquire();
        threads.execute(() -> {
          Timings timings = call(module).timings();
          waiting.addAndGet(timings.waiting().toNanos());
          javascript.addAndGet(timings.javascript().toNanos());
          permits.release();
        });
      }
    }
    long elapsed = System.nanoTime() - began;
    long server = Usage.ownProcessorTime().toNanos() - serverBefore;
    long workers = workersProcessorNanos() - workersBefore;
    System.out.printf(
        "%-15s %d callers %6.0f calls/s; us per call: waiting and restoring %5d, JavaScript %4d;"
            + " processor: server %4d, workers %4d%n",
        name,
        callers,
        CALLS * 1e9 / elapsed,
        micros(waiting.get()),
        micros(javascript.get()),
        micros(server),
        micros(workers));
  }

  private Execution call(String module) {
    var invocation =
        new Invocation(
            code,
            "none",
            module,
            "bump",
            FunctionType.MUTATION,
            "[{\"id\":\"abc\",\"value\":1}]",
            NOW,
            7,
            "request");
    Execution execution = runtime.run(invocation, WorkersBenchmark::answer);
    if (!(execution.outcome() instanceof Returned)) {
      throw new IllegalStateException(execution.outcome().toString());
    }
    return execution;
  }

  private static List<SyscallReply> answer(List<Syscall> batch, FunctionRuntime nested) {
    return batch.stream()
        .<SyscallReply>map(call ->
            new SyscallReply.Result(
                call.operation().equals("1.0/get")
                    ? "{\"_id\":\"abc\",\"_creationTime\":1,\"value\":1}"
                    : "{\"_id\":\"def\"}"))
        .toList();
  }

  private void printMemory() throws IOException {
    for (long pid : runtime.workerPids()) {
      Path memory = Path.of("/proc", Long.toString(pid), "smaps_rollup");
      if (Files.exists(memory)) {
        try (var lines = Files.lines(memory)) {
          lines
              .filter(line -> line.startsWith("Rss:") || line.startsWith("Pss:"))
              .forEach(line -> System.out.printf("worker %d %s%n", pid, line));
        }
      }
    }
  }

  private long workersProcessorNanos() {
    return Usage.processorTime(runtime.workerPids()).toNanos();
  }

  private static long micros(long nanos) {
    return nanos / 1000 / CALLS;
  }

  private static void print(String what, long since) {
    System.out.printf("%s: %d ms%n", what, (System.nanoTime() - since) / 1_000_000);
  }
}
