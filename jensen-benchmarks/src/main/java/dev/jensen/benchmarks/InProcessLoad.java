package dev.jensen.benchmarks;

import dev.jensen.backend.Backend;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.TooManyConflictsException;
import dev.jensen.backend.identity.Identity;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/// A closed loop of callers inside of the server's process.
///
/// @param refused counts calls that are given up because others were faster
record InProcessLoad(Backend backend, DrawnCall call, LongAdder refused) implements Load {

  @Override
  public LoadResult run(int callers, Duration duration)
      throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + duration.toNanos();
    var total = LoadResult.emptyHistogram();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Histogram>>();
      for (int i = 0; i < callers; i++) {
        var random = new SplittableRandom(i);
        running.add(threads.submit(() -> repeat(random, end)));
      }
      for (var each : running) {
        total.add(each.get());
      }
    }
    return new LoadResult(total, duration);
  }

  private Histogram repeat(SplittableRandom random, long end) {
    var latencies = LoadResult.emptyHistogram();
    for (long now = System.nanoTime(); now < end; ) {
      boolean succeeded = succeeds(call.arguments().apply(random));
      long after = System.nanoTime();
      if (succeeded) {
        latencies.recordValue(after - now);
      }
      now = after;
    }
    return latencies;
  }

  private boolean succeeds(Value.Obj arguments) {
    try {
      call(backend, call.path(), arguments);
      return true;
    } catch (TooManyConflictsException e) {
      refused.increment();
      return false;
    }
  }

  /// Calls a function as nobody.
  ///
  /// @throws IllegalStateException if it fails
  static Value call(Backend backend, String path, Value.Obj arguments) {
    var call = new FunctionCall(path, arguments, null, new Identity.Unknown(), null, "benchmark");
    return switch (backend.functions().run(call)) {
      case FunctionResult.Success(var value, _) -> value;
      case FunctionResult.Failure(var message, _, _) ->
          throw new IllegalStateException(
              "%s with %s failed: %s"
                  .formatted(path, JsonFormat.ENCODED.write(arguments), message));
    };
  }
}
