package dev.jensen.benchmarks;

import dev.jensen.backend.Backend;
import dev.jensen.backend.Jensen;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.TooManyConflictsException;
import dev.jensen.backend.identity.Identity;
import dev.jensen.mapping.Values;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/// Mutations written in Java: called inside of the process, and over HTTP by the same process.
///
/// Held fixed: 1 000 counters, each mutation reads one by its index and writes it; 100 000
/// accounts, each transfer reads two and writes both.
final class JavaBenchmark {

  private static final int COUNTERS = 1_000;
  private static final int ACCOUNTS = 100_000;
  private static final int FILLED_AT_ONCE = 2_000;
  private static final long BALANCE = 1_000;
  private static final List<Integer> CALLERS = List.of(1, 8, 64);
  private static final List<Double> SKEWS = List.of(0.0, 1.5);
  private static final int ROUNDS = 3;

  private final Backend backend;
  private final Duration round;
  private final LongAdder conflicts = new LongAdder();
  private final List<String> accounts = new ArrayList<>();

  private JavaBenchmark(Backend backend, Duration round) {
    this.backend = backend;
    this.round = round;
  }

  static void main(List<String> arguments)
      throws IOException, InterruptedException, ExecutionException {
    int seconds = arguments.isEmpty() ? 5 : Integer.parseInt(arguments.getFirst());
    var data = Files.createTempDirectory("jensen-java");
    try (var backend =
        Jensen.builder(data)
            .functions(new Ledger())
            .tables(Ledger.Counter.class, Ledger.Account.class)
            .start()) {
      new JavaBenchmark(backend, Duration.ofSeconds(seconds)).run();
    }
  }

  private void run() throws InterruptedException, ExecutionException {
    fill();
    System.out.printf(
        "%d cores, %d rounds of %ds%n",
        Runtime.getRuntime().availableProcessors(), ROUNDS, round.toSeconds());
    System.out.printf("%-34s %7s %s%n", "", "callers", Rounds.HEADER);
    load(CALLERS.getLast(), this::bump);
    for (int callers : CALLERS) {
      print("mutation  in process", callers, each -> load(callers, this::bump));
      var http = new HttpLoad(backend.url().getPort(), "/api/mutation", JavaBenchmark::bumpBody);
      print("mutation  http", callers, each -> http.run(callers, round));
    }
    for (double skew : SKEWS) {
      var zipf = new Zipf(ACCOUNTS, skew);
      print(
          "transfer  in process, alpha %.1f".formatted(skew),
          CALLERS.getLast(),
          each -> load(CALLERS.getLast(), random -> transfer(zipf, random)));
    }
    System.out.printf(
        "sum %d (%d given), %d transfers given up%n", sum(), ACCOUNTS * BALANCE, conflicts.sum());
  }

  private long sum() {
    var part = sum(Optional.empty());
    long sum = part.sum();
    while (!part.isLast()) {
      part = sum(Optional.of(part.cursor()));
      sum += part.sum();
    }
    return sum;
  }

  private Ledger.Part sum(Optional<String> cursor) {
    var arguments = Values.arguments(new Ledger.From(cursor));
    return Values.as(call("ledger:sum", arguments.fields()), Ledger.Part.class);
  }

  private void fill() {
    call("ledger:fillCounters", Map.of("count", new Value.Float64(COUNTERS)));
    while (accounts.size() < ACCOUNTS) {
      var arguments =
          Map.<String, Value>of(
              "count", new Value.Float64(FILLED_AT_ONCE), "balance", new Value.Int64(BALANCE));
      ((Value.Array) call("ledger:fillAccounts", arguments))
          .items()
          .forEach(id -> accounts.add(((Value.Text) id).value()));
    }
  }

  private interface Measured {
    LoadResult run(int number) throws InterruptedException, ExecutionException;
  }

  private static void print(String name, int callers, Measured measured)
      throws InterruptedException, ExecutionException {
    var results = new ArrayList<LoadResult>();
    for (int i = 0; i < ROUNDS; i++) {
      results.add(measured.run(i));
    }
    System.out.printf("%-34s %7d %s%n", name, callers, Rounds.of(results).row());
  }

  private LoadResult load(int callers, Function<SplittableRandom, Boolean> once)
      throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + round.toNanos();
    var total = LoadResult.emptyHistogram();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Histogram>>();
      for (int i = 0; i < callers; i++) {
        var random = new SplittableRandom(i);
        running.add(threads.submit(() -> repeat(random, end, once)));
      }
      for (var each : running) {
        total.add(each.get());
      }
    }
    return new LoadResult(total, round);
  }

  private static Histogram repeat(
      SplittableRandom random, long end, Function<SplittableRandom, Boolean> once) {
    var latencies = LoadResult.emptyHistogram();
    for (long now = System.nanoTime(); now < end; ) {
      boolean succeeded = once.apply(random);
      long after = System.nanoTime();
      if (succeeded) {
        latencies.recordValue(after - now);
      }
      now = after;
    }
    return latencies;
  }

  private boolean bump(SplittableRandom random) {
    call("ledger:bump", Map.of("key", new Value.Float64(random.nextInt(COUNTERS))));
    return true;
  }

  private static String bumpBody(int number) {
    return "{\"path\":\"ledger:bump\",\"format\":\"convex_encoded_json\",\"args\":[{\"key\":%d}]}"
        .formatted(Math.floorMod(number * 7919, COUNTERS));
  }

  private boolean transfer(Zipf zipf, SplittableRandom random) {
    var arguments = new LinkedHashMap<String, Value>();
    arguments.put("from", new Value.Text(accounts.get(zipf.next(random))));
    arguments.put("to", new Value.Text(accounts.get(zipf.next(random))));
    try {
      call("ledger:transfer", arguments);
      return true;
    } catch (TooManyConflictsException e) {
      conflicts.increment();
      return false;
    }
  }

  private Value call(String path, Map<String, ? extends Value> arguments) {
    var call =
        new FunctionCall(
            path, Value.Obj.of(arguments), null, new Identity.Unknown(), null, "benchmark");
    return switch (backend.functions().run(call)) {
      case FunctionResult.Success(var value, _) -> value;
      case FunctionResult.Failure(var message, _, _) ->
          throw new IllegalStateException(
              "%s with %s failed: %s"
                  .formatted(path, JsonFormat.ENCODED.write(Value.Obj.of(arguments)), message));
    };
  }
}
