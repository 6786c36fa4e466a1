package dev.jensen.benchmarks;

import dev.jensen.client.ConvexClient;
import dev.jensen.client.FunctionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A closed loop of callers who share one client, and so one socket.
///
/// They have no threads: each makes its next call on the client's thread that tells of the last
/// one's answer.
///
/// @param refused counts calls that come back as failed
record SocketLoad(ConvexClient client, DrawnCall call, LongAdder refused) implements Load {

  /// How long after the end of a run the last answers may come.
  private static final Duration ANSWER_MAX = Duration.ofMinutes(1);

  /// The result's duration reaches until the last answer: with many calls in flight, those that end
  /// after the time is over are too many to count them as if they had not needed any.
  ///
  /// @throws IllegalStateException if answers do not come
  @Override
  public LoadResult run(int callers, Duration duration)
      throws InterruptedException, ExecutionException {
    var all = new ArrayList<Caller>();
    for (int i = 0; i < callers; i++) {
      all.add(new Caller(new SplittableRandom(i)));
    }
    long begin = System.nanoTime();
    all.forEach(caller -> caller.start(begin, begin + duration.toNanos()));
    await(all, duration.plus(ANSWER_MAX));
    var taken = Duration.ofNanos(System.nanoTime() - begin);
    var total = LoadResult.emptyHistogram();
    all.forEach(caller -> total.add(caller.latencies));
    return new LoadResult(total, taken);
  }

  private static void await(List<Caller> callers, Duration longest)
      throws InterruptedException, ExecutionException {
    var over = callers.stream().map(caller -> caller.over).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(over).get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("calls over the socket are not answered", e);
    }
  }

  /// One of those who have a call in flight at any time.
  private final class Caller {

    private final SplittableRandom random;
    private final Histogram latencies = LoadResult.emptyHistogram();
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    private long end;

    private Caller(SplittableRandom random) {
      this.random = random;
    }

    private void start(long now, long newEnd) {
      end = newEnd;
      call(now);
    }

    private void call(long now) {
      if (now >= end) {
        over.complete(null);
        return;
      }
      var _ =
          client
              .async()
              .mutation(call.path(), call.arguments().apply(random))
              .whenComplete((_, failure) -> answered(now, failure));
    }

    private void answered(long called, @Nullable Throwable failure) {
      long now = System.nanoTime();
      if (failure == null) {
        latencies.recordValue(now - called);
      } else if (failure.getCause() instanceof FunctionException) {
        refused.increment();
      } else {
        over.completeExceptionally(failure);
        return;
      }
      call(now);
    }
  }
}
