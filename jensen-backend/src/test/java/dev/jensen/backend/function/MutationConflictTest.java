package dev.jensen.backend.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MutationConflictTest {

  private final LambdaDeployment deployment =
      new LambdaDeployment(
          new Limits(1, 16, Duration.ofMillis(50), 1 << 20, Duration.ofSeconds(5)));
  private final AtomicInteger runs = new AtomicInteger();

  MutationConflictTest() {
    deployment.mutation(
        "counter:create",
        (calls, _) ->
            value(calls.call("1.0/insert", "{\"table\":\"counters\",\"value\":{\"n\":0}}")));
    deployment.mutation("counter:increment", (calls, argument) -> increment(calls, argument));
    deployment.query("counter:all", (calls, _) -> first(calls));
  }

  @AfterEach
  void stop() {
    deployment.close();
  }

  @Test
  void aMutationThatLostRunsAgain() {
    deployment.mutate("counter:create");
    deployment.mutation(
        "counter:disturbed",
        (calls, argument) -> {
          var counter = first(calls);
          calls.log("run %d".formatted(runs.get()));
          if (runs.getAndIncrement() == 0) {
            deployment.mutate("counter:increment");
          }
          return write(calls, counter);
        });

    var result = deployment.call(FunctionType.MUTATION, "counter:disturbed", "{}");

    assertThat(LambdaDeployment.success(result)).isEqualTo("2");
    assertThat(runs).hasValue(2);
    assertThat(result.logLines()).extracting(LogLine::toString).containsExactly("[LOG] run 1");
  }

  @Test
  void aMutationThatAlwaysLosesGivesUp() {
    deployment.mutate("counter:create");
    deployment.mutation(
        "counter:unlucky",
        (calls, _) -> {
          var counter = first(calls);
          runs.incrementAndGet();
          deployment.mutate("counter:increment");
          return write(calls, counter);
        });

    assertThatThrownBy(() -> deployment.call(FunctionType.MUTATION, "counter:unlucky", "{}"))
        .isInstanceOfSatisfying(
            TooManyConflictsException.class,
            e -> assertThat(e.code()).isEqualTo("OptimisticConcurrencyControlFailure"))
        .hasMessage(
            "Documents read from or written to the \"counters\" table changed while this mutation"
                + " was being run and on every subsequent retry. See"
                + " https://docs.convex.dev/error#1");
    assertThat(runs).hasValue(5);
    assertThat(deployment.completions.getLast().error()).contains("\"counters\" table changed");
  }

  @Test
  void aDeployMeanwhileRunsTheMutationAgainWithTheNewCode() {
    deployment.mutation(
        "counter:old",
        (calls, _) -> {
          deployment.mutation("counter:old", (_, _) -> new Value.Text("new code"));
          return value(calls.call("1.0/insert", "{\"table\":\"counters\",\"value\":{}}"));
        });

    assertThat(deployment.mutate("counter:old")).isEqualTo("\"new code\"");
  }

  @Test
  void noIncrementOfAHotCounterIsLost() throws Exception {
    deployment.mutate("counter:create");
    int callers = 8;
    int each = 50;

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          IntStream.range(0, callers)
              .<Future<?>>mapToObj(_ ->
                  threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                      increment();
                    }
                  }))
              .toList();
      for (var caller : all) {
        caller.get();
      }
    }

    assertThat(deployment.query("counter:all")).contains("\"n\":%d".formatted(callers * each));
  }

  /// The simulated clock jumps where who has lost often would wait for its rivals to stop.
  private void increment() {
    while (true) {
      try {
        deployment.mutate("counter:increment");
        return;
      } catch (TooManyConflictsException e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whoWaitsTooLongForATurnIsTurnedAway() throws Exception {
    var started = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    deployment.query(
        "counter:slow",
        (_, _) -> {
          started.countDown();
          await(proceed);
          return new Value.Null();
        });

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var slow = threads.submit(() -> deployment.query("counter:slow"));
      await(started);
      var refused = threads.submit(() -> deployment.query("counter:all"));

      assertThatThrownBy(refused::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              OverloadedException.class,
              e -> assertThat(e.code()).isEqualTo("TooManyConcurrentRequests"));
      proceed.countDown();
      assertThat(slow.get()).isEqualTo("null");
    }
    assertThat(LambdaDeployment.success(deployment.call(FunctionType.QUERY, "counter:slow", "{}")))
        .isEqualTo("null");
  }

  private static Value increment(LambdaRuntime.Calls calls, Value.Obj argument) {
    assertThat(argument.fields()).isEmpty();
    return write(calls, first(calls));
  }

  /// The only counter.
  private static Value.Obj first(LambdaRuntime.Calls calls) {
    var stream =
        calls.call(
            "1.0/queryStream",
            """
            {"query":{"source":{"type":"FullTableScan","tableName":"counters","order":null},"operators":[]}}\
            """);
    var next = (Value.Obj) value(calls.call("1.0/queryStreamNext", stream));
    return next.get("value") instanceof Value.Obj counter ? counter : Value.Obj.EMPTY;
  }

  /// Writes the next number and returns it.
  private static Value write(LambdaRuntime.Calls calls, Value.Obj counter) {
    if (counter.get("n") instanceof Value.Float64(var number)
        && counter.get("_id") instanceof Value.Text(var id)) {
      var next = new Value.Float64(number + 1);
      calls.call(
          "1.0/shallowMerge",
          "{\"id\":\"%s\",\"value\":{\"n\":%s}}".formatted(id, JsonFormat.ENCODED.write(next)));
      return next;
    }
    throw new AssertionError(counter);
  }

  private static Value value(String json) {
    return JsonFormat.ENCODED.read(json);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
