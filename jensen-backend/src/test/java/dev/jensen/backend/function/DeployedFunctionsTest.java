package dev.jensen.backend.function;

import static dev.jensen.backend.function.LambdaDeployment.ADMIN;
import static dev.jensen.backend.function.LambdaDeployment.NOBODY;
import static dev.jensen.backend.function.LambdaDeployment.failure;
import static dev.jensen.backend.function.LambdaDeployment.success;
import static dev.jensen.backend.function.LambdaDeployment.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeployedFunctionsTest {

  private static final Value NULL = new Value.Null();
  private static final String TEXT_ARGS =
      "{\"type\":\"object\",\"value\":{\"body\":{\"fieldType\":{\"type\":\"string\"},\"optional\":false}}}";

  private final LambdaDeployment deployment = new LambdaDeployment();

  @AfterEach
  void stop() {
    deployment.close();
  }

  @Test
  void aMutationsWritesAreThereForTheNextQuery() {
    deployment.mutation(
        "tasks:add",
        (calls, argument) -> {
          calls.call("1.0/insert", "{\"table\":\"tasks\",\"value\":%s}".formatted(json(argument)));
          return NULL;
        });
    deployment.query(
        "tasks:count", (calls, _) -> value(calls.call("1.0/count", "{\"table\":\"tasks\"}")));

    var before = deployment.query("tasks:count");
    success(deployment.call(FunctionType.MUTATION, "tasks:add", "[{\"text\":\"milk\"}]"));
    var after = deployment.query("tasks:count");

    assertThat(List.of(before, after)).containsExactly("0", "1");
  }

  @Test
  void aRequestThatIsRepeatedGetsTheTimestampOfItsCommit() {
    deployment.mutation(
        "tasks:add",
        (calls, _) -> {
          calls.call("1.0/insert", "{\"table\":\"tasks\",\"value\":{\"at\":{\"$commitTs\":null}}}");
          return new Value.CommitTimestamp();
        });
    var request = new SessionRequest(new UUID(1, 2), 3);
    var call =
        new FunctionCall("tasks:add", Value.Obj.EMPTY, FunctionType.MUTATION, NOBODY, null, "1");

    var first = deployment.functions.decide(call, request).await();
    success(deployment.call(FunctionType.MUTATION, "tasks:add", "{}"));
    var again = deployment.functions.decide(call, request).await();

    assertThat(first.result())
        .isEqualTo(
            new FunctionResult.Success(
                new Value.Int64(Objects.requireNonNull(first.timestamp()).nanos()), List.of()));
    assertThat(again).isEqualTo(first);
  }

  /// Here only one may wait for the disk at a time.
  @Test
  void aMutationWaitsForRoomAmongCommits() {
    var usual = dev.jensen.backend.transaction.Limits.DEFAULT;
    var narrow =
        new dev.jensen.backend.transaction.Limits(
            usual.documentsRead(),
            usual.bytesRead(),
            usual.rangesRead(),
            usual.documentsWritten(),
            usual.bytesWritten(),
            1,
            usual.bytesWaiting(),
            usual.writeLogBytes(),
            usual.documentCacheBytes(),
            usual.retention());
    try (var crowded = new LambdaDeployment(Limits.DEFAULT, narrow)) {
      crowded.mutation(
          "tasks:add",
          (calls, _) -> {
            calls.call("1.0/insert", "{\"table\":\"tasks\",\"value\":{}}");
            return NULL;
          });
      var call =
          new FunctionCall("tasks:add", Value.Obj.EMPTY, FunctionType.MUTATION, NOBODY, null, "1");

      var decided = new ArrayList<DecidedMutation>();
      for (int i = 0; i < 300; i++) {
        decided.add(crowded.functions.decide(call, new SessionRequest(new UUID(1, 2), i)));
      }

      assertThat(decided)
          .allSatisfy(
              each -> assertThat(each.await().result()).isInstanceOf(FunctionResult.Success.class));
    }
  }

  @Test
  void everySpellingOfAPathNamesTheSameFunction() {
    deployment.query("dir/tasks:default", (_, _) -> new Value.Text("found"));

    assertThat(List.of("dir/tasks", "dir/tasks.js", "dir/tasks:default", "dir/tasks.js:default"))
        .allSatisfy(path -> assertThat(deployment.query(path)).isEqualTo("\"found\""));
  }

  @Test
  void pathsThatCannotNameAFunctionAreRefused() {
    assertThat(
            List.of(
                "", ":list", "a:b:c", "/a:b", "a//b:c", "../a:b", "a:1", "a b:c", "a".repeat(65)))
        .allSatisfy(path ->
            assertThatThrownBy(() -> deployment.call(FunctionType.QUERY, path, "{}"))
                .isInstanceOf(InvalidFunctionPathException.class));
  }

  @Test
  void aMissingAndAnInternalFunctionLookTheSameFromOutside() {
    deployment.deploy("tasks:hidden", FunctionType.QUERY, false, null, null, (_, _) -> NULL);

    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks.js:hidden", "{}")))
        .isEqualTo(
            "Could not find public function for 'tasks:hidden'. Did you forget to run `npx convex"
                + " dev`?\n");
    assertThat(failure(deployment.call(FunctionType.MUTATION, "tasks:hidden", "{}", user("ann"))))
        .isEqualTo(
            "Could not find public function for 'tasks:hidden'. Did you forget to run `npx convex"
                + " dev`?\n");
    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:missing", "{}")))
        .isEqualTo(
            "Could not find public function for 'tasks:missing'. Did you forget to run `npx convex"
                + " dev`?\n");
    assertThat(failure(deployment.call(null, "missing:default", "{}", ADMIN)))
        .isEqualTo(
            "Could not find function for 'missing'. Did you forget to run `npx convex dev`?\n");
  }

  @Test
  void adminsMayCallInternalFunctions() {
    deployment.deploy("tasks:hidden", FunctionType.QUERY, false, null, null, (_, _) -> NULL);
    var actingAsAnn = new Identity.User(Value.Obj.EMPTY, true);

    assertThat(success(deployment.call(FunctionType.QUERY, "tasks:hidden", "{}", ADMIN)))
        .isEqualTo("null");
    assertThat(success(deployment.call(FunctionType.QUERY, "tasks:hidden", "{}", actingAsAnn)))
        .isEqualTo("null");
  }

  @Test
  void aReadOnlyKeyRunsQueriesOnly() {
    deployment.query("tasks:list", (_, _) -> NULL);
    deployment.mutation("tasks:add", (_, _) -> NULL);
    var readOnly = new Identity.Admin(true);

    assertThat(success(deployment.call(null, "tasks:list", "{}", readOnly))).isEqualTo("null");
    assertThatThrownBy(() -> deployment.call(null, "tasks:add", "{}", readOnly))
        .isInstanceOf(ReadOnlyKeyException.class);
  }

  @Test
  void anEndpointRunsOnlyItsType() {
    deployment.mutation("tasks:add", (_, _) -> NULL);

    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:add", "{}")))
        .isEqualTo("Trying to execute tasks:add as Query, but it is defined as Mutation.\n");
  }

  @Test
  void argumentsAreOneObject() {
    deployment.query("tasks:list", (_, argument) -> argument);

    assertThat(success(deployment.call(FunctionType.QUERY, "tasks:list", "[{\"a\":1}]")))
        .isEqualTo("{\"a\":1}");
    assertThat(success(deployment.call(FunctionType.QUERY, "tasks:list", "{\"a\":1}")))
        .isEqualTo("{\"a\":1}");
    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:list", "[1,\"x\"]")))
        .isEqualTo(
            "Expected to receive a single object as the function's argument. Instead received 2"
                + " arguments: [1.0, \"x\"]\n");
    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:list", "[7]")))
        .isEqualTo(
            "Expected to receive an object as the function's argument. Instead received: 7.0\n");
  }

  @Test
  void argumentsAreValidated() {
    deployment.deploy("tasks:add", FunctionType.QUERY, true, TEXT_ARGS, null, (_, _) -> NULL);

    assertThat(success(deployment.call(FunctionType.QUERY, "tasks:add", "{\"body\":\"x\"}")))
        .isEqualTo("null");
    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:add", "{}")))
        .startsWith("ArgumentValidationError: Object is missing the required field `body`.");
    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:add", "{\"body\":1}")))
        .startsWith("ArgumentValidationError: Value does not match validator.\nPath: .body\n");
  }

  @Test
  void resultsAreValidated() {
    deployment.deploy(
        "tasks:name", FunctionType.QUERY, true, null, "{\"type\":\"string\"}", (_, _) -> NULL);
    deployment.deploy("tasks:any", FunctionType.QUERY, true, null, "null", (_, _) -> NULL);

    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:name", "{}")))
        .isEqualTo(
            """
            ReturnsValidationError: Value does not match validator.

            Value: null
            Validator: v.string()
            """);
    assertThat(deployment.query("tasks:any")).isEqualTo("null");
  }

  @Test
  void anInvalidResultUndoesAMutation() {
    deployment.deploy(
        "tasks:add",
        FunctionType.MUTATION,
        true,
        null,
        "{\"type\":\"string\"}",
        (calls, _) -> {
          calls.call("1.0/insert", "{\"table\":\"tasks\",\"value\":{}}");
          return NULL;
        });
    deployment.query(
        "tasks:count", (calls, _) -> value(calls.call("1.0/count", "{\"table\":\"tasks\"}")));

    failure(deployment.call(FunctionType.MUTATION, "tasks:add", "{}"));

    assertThat(deployment.query("tasks:count")).isEqualTo("0");
  }

  @Test
  void sizesAreLimited() {
    var large = new Value.Array(List.of(text(9 << 20), text(9 << 20)));
    deployment.query("tasks:large", (_, _) -> large);

    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:large", "{}")))
        .isEqualTo(
            "Function tasks:large return value is too large (actual: 18 MiB, limit: 16 MiB)\n");
    assertThat(
            failure(
                deployment.functions.run(
                    call("tasks:large", Value.Obj.of(Map.of("x", large)), NOBODY, null))))
        .isEqualTo("Arguments for tasks:large are too large (actual: 18 MiB, limit: 16 MiB)\n");
  }

  @Test
  void whatAFunctionThrowsReachesTheCaller() {
    deployment.query(
        "tasks:fail",
        (_, _) -> {
          throw new LambdaRuntime.Thrown("no", "{\"code\":{\"$integer\":\"BwAAAAAAAAA=\"}}");
        });
    deployment.query(
        "tasks:stop",
        (_, _) -> {
          throw new LambdaRuntime.Stop("Function execution timed out (maximum duration: 1s)");
        });
    deployment.query(
        "tasks:odd",
        (_, _) -> {
          throw new LambdaRuntime.Thrown("no", "{");
        });

    assertThat(deployment.call(FunctionType.QUERY, "tasks:fail", "{}"))
        .isEqualTo(
            new FunctionResult.Failure(
                "Uncaught Error: no\n",
                Value.Obj.of(Map.of("code", new Value.Int64(7))),
                List.of()));
    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:stop", "{}")))
        .isEqualTo("Function execution timed out (maximum duration: 1s)\n");
    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:odd", "{}")))
        .startsWith("ConvexError with invalid data: Invalid JSON");
  }

  @Test
  void messagesAreCut() {
    deployment.query(
        "tasks:fail",
        (_, _) -> {
          throw new LambdaRuntime.Thrown("x".repeat(100_000), null);
        });

    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:fail", "{}")))
        .hasSize((64 << 10) + 1);
  }

  @Test
  void actionsCallInternalFunctionsInTransactionsOfTheirOwn() {
    deployment.deploy(
        "tasks:add",
        FunctionType.MUTATION,
        false,
        null,
        null,
        (calls, _) -> value(calls.call("1.0/insert", "{\"table\":\"t\",\"value\":{}}")));
    deployment.query(
        "tasks:count", (calls, _) -> value(calls.call("1.0/count", "{\"table\":\"t\"}")));
    deployment.action(
        "tasks:act",
        (calls, _) -> {
          calls.call("1.0/actions/mutation", "{\"name\":\"tasks:add\",\"args\":{}}");
          calls.call("1.0/actions/mutation", "{\"name\":\"tasks:add\",\"args\":{}}");
          return value(calls.call("1.0/actions/query", "{\"name\":\"tasks:count\",\"args\":{}}"));
        });

    assertThat(success(deployment.call(FunctionType.ACTION, "tasks:act", "{}"))).isEqualTo("2");
    assertThat(deployment.completions)
        .extracting(Completion::path)
        .containsExactly("tasks:add", "tasks:add", "tasks:count", "tasks:act");
  }

  @Test
  void anActionThatCannotBeCalledIsAFailureToCatch() {
    deployment.action(
        "tasks:act",
        (calls, _) -> {
          try {
            return value(calls.call("1.0/actions/action", "{\"name\":\"tasks:none\",\"args\":{}}"));
          } catch (LambdaRuntime.Thrown e) {
            return new Value.Text("caught: %s".formatted(e.getMessage()));
          }
        });

    assertThat(success(deployment.call(FunctionType.ACTION, "tasks:act", "{}")))
        .contains("caught: Could not find function for 'tasks:none'.");
  }

  @Test
  void whatAnActionCallsMayFailWithoutIt() {
    deployment.mutation(
        "tasks:fail",
        (calls, _) -> {
          calls.call("1.0/insert", "{\"table\":\"t\",\"value\":{}}");
          throw new LambdaRuntime.Thrown("Uncaught Error: no", null);
        });
    deployment.action(
        "tasks:act",
        (calls, _) -> {
          var outcome = new ArrayList<String>();
          for (var call :
              List.of(
                  "{\"name\":\"tasks:fail\",\"args\":{}}",
                  "{\"name\":\"tasks:none\",\"args\":{}}",
                  "{\"name\":\"tasks:act\",\"args\":{}}")) {
            try {
              outcome.add(calls.call("1.0/actions/mutation", call));
            } catch (LambdaRuntime.Thrown e) {
              outcome.add(String.valueOf(e.getMessage()));
            }
          }
          return new Value.Text(String.join("; ", outcome));
        });

    assertThat(success(deployment.call(FunctionType.ACTION, "tasks:act", "{}")))
        .contains("Uncaught Error: no; ")
        .contains(
            "Could not find function for 'tasks:none'. Did you forget to run `npx convex dev`?")
        .contains("Trying to execute tasks:act as Mutation, but it is defined as Action.");
  }

  @Test
  void aQueryCanReadAnOlderSnapshot() {
    deployment.mutation(
        "tasks:add",
        (calls, _) -> value(calls.call("1.0/insert", "{\"table\":\"t\",\"value\":{}}")));
    deployment.query(
        "tasks:count", (calls, _) -> value(calls.call("1.0/count", "{\"table\":\"t\"}")));
    deployment.mutate("tasks:add");
    var afterOne = deployment.database.latest();
    deployment.mutate("tasks:add");

    assertThat(
            success(
                deployment.functions.run(call("tasks:count", Value.Obj.EMPTY, NOBODY, afterOne))))
        .isEqualTo("1");
    assertThat(deployment.query("tasks:count")).isEqualTo("2");
    assertThat(
            success(
                deployment.functions.run(call("tasks:count", Value.Obj.EMPTY, NOBODY, afterOne))))
        .isEqualTo("1");
  }

  @Test
  void aSnapshotInTheFutureIsNotReadable() {
    deployment.query("tasks:list", (_, _) -> NULL);
    var future = new Timestamp(deployment.database.latest().nanos() + 1);

    assertThatThrownBy(
            () -> deployment.functions.run(call("tasks:list", Value.Obj.EMPTY, NOBODY, future)))
        .isInstanceOfSatisfying(
            SnapshotNotReadableException.class, e -> assertThat(e.isInFuture()).isTrue());
  }

  @Test
  void everyFinishedCallIsReported() {
    deployment.mutation(
        "tasks:add",
        (calls, _) -> {
          calls.log("'hi'");
          throw new LambdaRuntime.Thrown("no", null);
        });

    deployment.call(FunctionType.MUTATION, "tasks:add", "{}");
    deployment.call(FunctionType.MUTATION, "tasks:missing", "{}");

    assertThat(deployment.completions)
        .extracting(Completion::path)
        .containsExactly("tasks:add", "tasks:missing");
    assertThat(deployment.completions.getFirst())
        .satisfies(completion -> {
          assertThat(completion.error()).isEqualTo("Uncaught Error: no\n");
          assertThat(completion.logLines())
              .extracting(LogLine::toString)
              .containsExactly("[LOG] 'hi'");
          assertThat(completion.type()).isEqualTo(FunctionType.MUTATION);
        });
  }

  @Test
  void whoComesCloseToALimitIsWarned() {
    deployment.query("tasks:slow", (_, _) -> text(14 << 20));
    deployment.runtime.setJavascriptTime(Duration.ofMillis(850));

    var lines = deployment.call(FunctionType.QUERY, "tasks:slow", "{}").logLines();

    assertThat(lines)
        .extracting(LogLine::toString)
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(
                        "[WARN] Large size of the function return value (actual: 14680066 bytes,"
                            + " limit: 16777216 bytes). "),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "[WARN] Function execution took a long time. (maximum duration: 1s, actual"
                            + " duration: 0.850s)"));
  }

  @Test
  void whatIsDeployedCanChangeBetweenCalls() {
    deployment.query("tasks:list", (_, _) -> new Value.Text("old"));
    var before = deployment.query("tasks:list");

    deployment.deploy("tasks:list", FunctionType.MUTATION, true, null, null, (_, _) -> NULL);

    assertThat(before).isEqualTo("\"old\"");
    assertThat(failure(deployment.call(FunctionType.QUERY, "tasks:list", "{}")))
        .isEqualTo("Trying to execute tasks:list as Query, but it is defined as Mutation.\n");
  }

  private static FunctionCall call(
      String path, Value arguments, Identity identity, @Nullable Timestamp at) {
    return new FunctionCall(path, arguments, FunctionType.QUERY, identity, at, "id");
  }

  private static Value text(int length) {
    return new Value.Text("x".repeat(length));
  }

  private static String json(Value value) {
    return JsonFormat.ENCODED.write(value);
  }

  private static Value value(String json) {
    return JsonFormat.ENCODED.read(json);
  }
}
