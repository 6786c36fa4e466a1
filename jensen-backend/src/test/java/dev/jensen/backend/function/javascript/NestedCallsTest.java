package dev.jensen.backend.function.javascript;

import static dev.jensen.backend.function.javascript.DeployedApp.failure;
import static dev.jensen.backend.function.javascript.DeployedApp.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `ctx.runQuery` and `ctx.runMutation` in TypeScript (`spec/function-runtime.md` §7).
@Timeout(120)
class NestedCallsTest extends DatabaseAppTest {

  @Test
  void whatIsCalledSharesTheTransaction() {
    assertThat(app.mutate("nested:together", "{}"))
        .isEqualTo("{\"after\":[1,2,3],\"seen\":[1,2],\"two\":2}");
    assertThat(app.query("nested:fromQuery", "{}")).isEqualTo("[1,2,3]");
  }

  @Test
  void linesOfAllAreInTheOrderInWhichTheyWereWritten() {
    app.mutate("nested:together", "{}");

    assertThat(app.completions.getLast().logLines())
        .extracting(LogLine::toString, LogLine::function)
        .containsExactly(
            tuple("[LOG] 'before'", null),
            tuple("[LOG] 'putting' 2", "nested:put"),
            tuple("[LOG] 'between'", null),
            tuple("[LOG] 'putting' 3", "nested:put"));
  }

  @Test
  void handlesNameFunctions() {
    assertThat(app.mutate("handles:used", "{}"))
        .isEqualTo(
            "{\"dead\":\"Function handle not found\",\"listed\":[2],\"missing\":\"Could not find"
                + " function for 'nested:missing'. Did you forget to run `npx convex dev`?\","
                + "\"same\":true,\"shape\":true,\"two\":2,\"withOtherComment\":6,\"withoutComment\":3}");
    assertThat(
            success(
                app.run(FunctionType.ACTION, "handles:fromAction", "{}", new Identity.Unknown())))
        .isEqualTo("5");
  }

  @Test
  void whatFailsIsUndoneAndMayBeCaught() {
    assertThat(app.mutate("nested:caught", "{}"))
        .isEqualTo(
            "{\"errors\":[true,{\"refused\":5},"
                + "\"Uncaught ConvexError: {\\\"refused\\\":5}\","
                + "\"ReturnsValidationError: Value does not match validator.\","
                + "\"ArgumentValidationError: Object is missing the required field `n`\","
                + "\"Could not find function for 'nested:nothing'. Did you forget to run `npx"
                + " convex dev`?\","
                + "\"Trying to execute nested:list as Mutation, but it is defined as Query.\"],"
                + "\"left\":[1],\"none\":null}");
    assertThat(app.query("nested:fromQuery", "{}")).isEqualTo("[1]");
  }

  @Test
  void whatIsNotCaughtFailsTheWhole() {
    var result = app.run(FunctionType.MUTATION, "nested:uncaught", "{}", new Identity.Unknown());

    assertThat(failure(result))
        .startsWith(
            """
            Uncaught ConvexError: Uncaught ConvexError: {"refused":5}
                at handler (../convex/nested.ts:38:11)
                at async handler (../convex/nested.ts:86:5)
            """);
    assertThat(((FunctionResult.Failure) result).data())
        .isEqualTo(Value.Obj.of(Map.of("refused", new Value.Float64(5))));
    assertThat(app.query("nested:fromQuery", "{}")).isEqualTo("[]");
  }

  @Test
  void concurrentCallsRunOneAfterTheOther() {
    assertThat(app.mutate("nested:transferTwice", "{}"))
        .isEqualTo("{\"left\":[0,10],\"outcomes\":[\"fulfilled\",\"rejected\",\"fulfilled\"]}");
  }

  @Test
  void aQueryOnTheSnapshotSeesNoWrites() {
    assertThat(app.mutate("nested:stale", "{}")).isEqualTo("{\"own\":[9],\"stale\":[]}");
  }

  @Test
  void aQueryCallsNoMutation() {
    assertThat(app.query("nested:mutationFromQuery", "{}"))
        .isEqualTo("\"Cannot call a Mutation function from a Query function\"");
  }

  @Test
  void nothingIsSharedButTimeAndIdentity() {
    assertThat(app.query("nested:isolation", "{}"))
        .isEqualTo("{\"calls\":[10,1,1],\"differ\":true,\"leaks\":[0,1,1],\"sameTime\":true}");
    for (var name : List.of("ann", "ben")) {
      var user = new Identity.User(Value.Obj.of(Map.of("subject", new Value.Text(name))), false);
      assertThat(success(app.run(FunctionType.QUERY, "nested:who", "{}", user)))
          .isEqualTo("\"%s\"".formatted(name));
    }
  }

  @Test
  void callsAreEightDeepAtMost() {
    assertThat(app.query("nested:deep", "{\"depth\":8}")).isEqualTo("8");
    assertThat(
            failure(
                app.run(
                    FunctionType.QUERY, "nested:deep", "{\"depth\":9}", new Identity.Unknown())))
        .contains("Cross component call depth limit exceeded.");
  }

  @Test
  void timeIsSharedAndItsEndCannotBeCaught() {
    assertThat(
            failure(
                app.run(FunctionType.MUTATION, "nested:callsSpin", "{}", new Identity.Unknown())))
        .startsWith("Function execution timed out (maximum duration: 1s)");
    assertThat(app.query("nested:fromQuery", "{}")).isEqualTo("[]");
  }

  @Test
  void aCallThatCannotEndFailsAlone() {
    assertThat(app.query("nested:callsPending", "{}"))
        .isEqualTo("\"Returned promise will never resolve\"");
  }

  @Test
  void limitsCanBeLoweredForACall() {
    assertThat(app.mutate("nested:limited", "{}"))
        .isEqualTo(
            "{\"after\":5,\"over\":\"Uncaught Error: Too many documents read in a single function"
                + " execution (limit: 3)\"}");
  }

  /// A worker that waits for an answer holds its place; calls inside calls must not need another.
  @Test
  void manyAtOnceDoNotWaitForEachOther() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var callers =
          IntStream.range(0, 16)
              .mapToObj(_ -> threads.submit(() -> app.query("nested:deep", "{\"depth\":3}")))
              .toList();
      for (var caller : callers) {
        assertThat(caller.get()).isEqualTo("3");
      }
    }
  }
}
