package dev.jensen.backend.function;

import static dev.jensen.backend.function.LambdaDeployment.ADMIN;
import static dev.jensen.backend.function.LambdaDeployment.NOBODY;
import static dev.jensen.backend.function.LambdaDeployment.failure;
import static dev.jensen.backend.function.LambdaDeployment.success;
import static dev.jensen.backend.function.LambdaDeployment.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QueryCacheTest {

  private static final String COUNT = "{\"table\":\"t\"}";

  private static final String PAGE =
      """
      {"query":{"source":{"type":"FullTableScan","tableName":"t","order":null},"operators":[]},
       "cursor":null,"endCursor":null,"pageSize":1}\
      """;

  private final LambdaDeployment deployment = new LambdaDeployment();
  private final AtomicInteger runs = new AtomicInteger();

  QueryCacheTest() {
    deployment.query(
        "t:count",
        (calls, _) -> {
          runs.incrementAndGet();
          return value(calls.call("1.0/count", COUNT));
        });
    deployment.mutation("t:add", (calls, _) -> insert(calls, "t"));
    deployment.mutation("u:add", (calls, _) -> insert(calls, "u"));
    deployment.mutate("t:add");
    deployment.mutate("u:add");
  }

  @AfterEach
  void stop() {
    deployment.close();
  }

  @Test
  void aResultIsServedUntilACommitTouchesIt() {
    deployment.query("t:count");
    deployment.query("t:count");
    deployment.mutate("u:add");
    deployment.query("t:count");
    assertThat(runs).hasValue(1);

    deployment.mutate("t:add");

    assertThat(deployment.query("t:count")).isEqualTo("2");
    assertThat(runs).hasValue(2);
    assertThat(deployment.completions.stream().filter(c -> c.type() == FunctionType.QUERY))
        .extracting(Completion::cached)
        .containsExactly(false, true, true, false);
  }

  @Test
  void otherArgumentsAreAnotherResult() {
    success(deployment.call(FunctionType.QUERY, "t:count", "{\"a\":1}"));
    success(
        deployment.call(FunctionType.QUERY, "t:count", "{\"a\":{\"$integer\":\"AQAAAAAAAAA=\"}}"));

    assertThat(runs).hasValue(2);
  }

  @Test
  void whoCallsMattersOnlyIfTheFunctionLooked() {
    deployment.query(
        "t:who",
        (calls, _) -> {
          runs.incrementAndGet();
          return value(calls.call("1.0/getUserIdentity", "{}"));
        });

    for (var caller : List.of(NOBODY, user("ann"), user("ben"), ADMIN)) {
      success(deployment.call(FunctionType.QUERY, "t:count", "{}", caller));
    }
    assertThat(runs).hasValue(1);

    var results =
        IntStream.range(0, 2)
            .boxed()
            .flatMap(_ -> List.of(user("ann"), user("ben")).stream())
            .map(caller -> success(deployment.call(FunctionType.QUERY, "t:who", "{}", caller)))
            .toList();
    assertThat(results)
        .containsExactly(
            "{\"subject\":\"ann\"}",
            "{\"subject\":\"ben\"}",
            "{\"subject\":\"ann\"}",
            "{\"subject\":\"ben\"}");
    assertThat(runs).hasValue(3);
  }

  @Test
  void thePermissionToCallIsCheckedAgain() {
    deployment.deploy(
        "t:hidden", FunctionType.QUERY, false, null, null, (_, _) -> new Value.Text("secret"));
    success(deployment.call(FunctionType.QUERY, "t:hidden", "{}", ADMIN));

    assertThat(failure(deployment.call(FunctionType.QUERY, "t:hidden", "{}")))
        .startsWith("Could not find public function for 't:hidden'.");
  }

  @Test
  void aDeployMakesResultsStale() {
    deployment.query("t:count");

    deployment.query("t:count", (_, _) -> new Value.Text("new code"));

    assertThat(deployment.query("t:count")).isEqualTo("\"new code\"");
  }

  @Test
  void errorsAreNotKept() {
    deployment.query(
        "t:fail",
        (_, _) -> {
          runs.incrementAndGet();
          throw new LambdaRuntime.Thrown("no", null);
        });

    failure(deployment.call(FunctionType.QUERY, "t:fail", "{}"));
    failure(deployment.call(FunctionType.QUERY, "t:fail", "{}"));

    assertThat(runs).hasValue(2);
  }

  @Test
  void aResultThatDependsOnTheClockGetsOld() {
    deployment.query(
        "t:now",
        (calls, _) -> {
          calls.observeTime();
          return new Value.Float64(runs.incrementAndGet());
        });

    deployment.query("t:now");
    deployment.world.advance(Duration.ofSeconds(4));
    var fresh = deployment.query("t:now");
    deployment.world.advance(Duration.ofSeconds(2));
    var old = deployment.query("t:now");

    assertThat(List.of(fresh, old)).containsExactly("1", "2");
  }

  @Test
  void callersOfTheSameQueryShareOneExecution() throws Exception {
    var started = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    deployment.query(
        "t:slow",
        (_, _) -> {
          runs.incrementAndGet();
          started.countDown();
          await(proceed);
          return new Value.Null();
        });

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> deployment.query("t:slow"));
      await(started);
      var others =
          IntStream.range(0, 8)
              .mapToObj(_ -> threads.submit(() -> deployment.query("t:slow")))
              .toList();
      proceed.countDown();

      assertThat(first.get()).isEqualTo("null");
      for (var other : others) {
        assertThat(other.get()).isEqualTo("null");
      }
    }
    assertThat(runs).hasValue(1);
  }

  @Test
  void whoComesAfterACommitDoesNotGetAResultFromBeforeIt() throws Exception {
    var started = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    deployment.query(
        "t:slow",
        (calls, _) -> {
          var count = value(calls.call("1.0/count", COUNT));
          if (runs.incrementAndGet() == 1) {
            started.countDown();
            await(proceed);
          }
          return count;
        });

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var before = threads.submit(() -> deployment.query("t:slow"));
      await(started);
      deployment.mutate("t:add");
      var after = threads.submit(() -> deployment.query("t:slow"));
      proceed.countDown();

      assertThat(before.get()).isEqualTo("1");
      assertThat(after.get()).isEqualTo("2");
    }
  }

  @Test
  void aPageKeepsItsEndThroughTheJournal() {
    deployment.query("t:page", (calls, _) -> value(calls.call("1.0/queryPage", PAGE)));
    deployment.mutate("t:add");
    var first = page(null);
    var journal = ((Value.Text) Objects.requireNonNull(first.get("continueCursor"))).value();
    deployment.mutation(
        "t:removeFirst",
        (calls, _) -> value(calls.call("1.0/remove", "{\"id\":%s}".formatted(firstId(first)))));
    deployment.mutate("t:removeFirst");

    assertThat(page(journal).get("page")).isEqualTo(new Value.Array(List.of()));
    assertThat(page(journal).get("continueCursor")).isEqualTo(first.get("continueCursor"));
    assertThat(((Value.Array) Objects.requireNonNull(page(null).get("page"))).items()).hasSize(1);
  }

  private Value.Obj page(@Nullable String journal) {
    return (Value.Obj) value(success(deployment.functions.run(call("t:page", journal))));
  }

  private static FunctionCall call(String path, @Nullable String journal) {
    return new FunctionCall(path, Value.Obj.EMPTY, FunctionType.QUERY, NOBODY, null, "id", journal);
  }

  @Test
  void aRunThatFailsBeforeItsPageLeavesTheEndAsItWas() {
    deployment.query(
        "t:fails",
        (_, _) -> {
          throw new LambdaRuntime.Thrown("on purpose", null);
        });
    deployment.query("t:pages", (calls, _) -> value(calls.call("1.0/queryPage", PAGE)));

    var failed = deployment.functions.query(call("t:fails", "former")).join();
    assertThat(failed.result()).isInstanceOf(FunctionResult.Failure.class);
    assertThat(failed.journal()).isEqualTo("former");

    // One that its page refuses must not be tried for ever.
    var refused = deployment.functions.query(call("t:pages", "no cursor")).join();
    assertThat(refused.result()).isInstanceOf(FunctionResult.Failure.class);
    assertThat(refused.journal()).isNull();
  }

  private static String firstId(Value.Obj page) {
    var documents = (Value.Array) Objects.requireNonNull(page.get("page"));
    return JsonFormat.ENCODED.write(
        Objects.requireNonNull(((Value.Obj) documents.items().getFirst()).get("_id")));
  }

  private static Value insert(LambdaRuntime.Calls calls, String table) {
    return value(calls.call("1.0/insert", "{\"table\":\"%s\",\"value\":{}}".formatted(table)));
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
