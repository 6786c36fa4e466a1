package dev.jensen.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A closed loop of HTTP callers against one server on this machine.
///
/// Each caller has one kept-alive connection and sends its next request when the answer to the last
/// one is there. The client does next to no work of its own, because it shares the cores with the
/// server it measures.
///
/// @param port where the server listens on the loopback address
/// @param path of every request
/// @param body the JSON of one caller's next request, by a number that grows with every request
/// @param success how the answer to a call that succeeded begins
/// @param token of the user who calls, or null for nobody
/// @param refused counts answers that are no success, or null if there must be none
record HttpLoad(
    int port,
    String path,
    IntFunction<String> body,
    String success,
    @Nullable LongAdder refused,
    @Nullable String token)
    implements Load {

  private static final String SUCCESS = "{\"status\":\"success\"";

  /// A load of which every call must succeed.
  HttpLoad(int port, String path, IntFunction<String> body) {
    this(port, path, body, SUCCESS, null, null);
  }

  /// The same load by a user.
  HttpLoad as(String newToken) {
    return new HttpLoad(port, path, body, success, refused, newToken);
  }

  /// Runs `callers` callers for `duration`.
  ///
  /// @throws IllegalStateException if any answer is no success and these are not counted
  @Override
  public LoadResult run(int callers, Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Histogram>>();
      for (int caller = 0; caller < callers; caller++) {
        int first = caller * 1_000_003;
        running.add(threads.submit(() -> call(first, end)));
      }
      var all = LoadResult.emptyHistogram();
      for (var each : running) {
        all.add(each.get());
      }
      return new LoadResult(all, duration);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a caller failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Histogram call(int first, long end) {
    var latencies = LoadResult.emptyHistogram();
    int next = first;
    while (System.nanoTime() < end) {
      next = callUntilLost(next, end, latencies);
    }
    return latencies;
  }

  /// Calls over one connection until the time is over or, if refusals are counted, the server
  /// closes it, which is one.
  ///
  /// @return the number of the next call
  private int callUntilLost(int first, long end, Histogram latencies) {
    int next = first;
    try (var connection = new HttpConnection(port, token)) {
      while (System.nanoTime() < end) {
        long start = System.nanoTime();
        String answer = connection.post(path, body.apply(next++));
        if (answer.startsWith(success)) {
          latencies.recordValue(System.nanoTime() - start);
        } else if (refused == null) {
          throw new IllegalStateException("no success: %s".formatted(answer));
        } else {
          refused.increment();
        }
      }
    } catch (IOException e) {
      if (refused == null) {
        throw new UncheckedIOException(e);
      }
      refused.increment();
    }
    return next;
  }
}
