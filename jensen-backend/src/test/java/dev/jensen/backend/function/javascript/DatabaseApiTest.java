package dev.jensen.backend.function.javascript;

import static dev.jensen.backend.function.javascript.DeployedApp.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The database API of the official npm package, from TypeScript in real worker processes down to
/// transactions.
@Timeout(120)
class DatabaseApiTest extends DatabaseAppTest {

  @Test
  void documentsComeBackAsTheyWereStored() {
    var id = add("lobby", 5);

    var document = (Value.Obj) value(query("get", "{\"id\":%s}".formatted(id)));

    assertThat(document.get("_id")).isEqualTo(value(id));
    assertThat(document.get("room")).isEqualTo(new Value.Text("lobby"));
    assertThat(document.get("author")).isNull();
    assertThat(document.get("_creationTime")).isInstanceOf(Value.Float64.class);
  }

  @Test
  void indexesSelectAndOrder() {
    List.of(3, 1, 2).forEach(score -> add("lobby", score));
    add("hall", 9);

    assertThat(query("all", "{\"room\":\"lobby\",\"order\":\"asc\"}")).isEqualTo("[1,2,3]");
    assertThat(query("all", "{\"room\":\"lobby\",\"order\":\"desc\"}")).isEqualTo("[3,2,1]");
    assertThat(query("between", "{\"room\":\"lobby\",\"from\":2,\"to\":3}")).isEqualTo("[2]");
  }

  @Test
  void everyWayToConsumeAQueryWorks() {
    List.of(1, 2, 3).forEach(score -> add("lobby", score));
    mutate("add", "{\"room\":\"hall\",\"score\":0,\"name\":\"ann\"}");
    add("hall", 4);

    assertThat(query("shapes", "{}"))
        .isEqualTo(
            "{\"collect\":[1,2,3,0,4],\"desc\":[4,0,3,2,1],\"filtered\":[0,4],\"first\":1,"
                + "\"iterated\":[1,2],\"none\":null,\"take\":[1,2],\"unique\":3}");
  }

  @Test
  void aQueryThatIsNotUniqueSaysWhich() {
    add("lobby", 1);
    add("lobby", 2);

    assertThat(failure(FunctionType.QUERY, "notUnique"))
        .startsWith(
            "Uncaught Error: unique() query returned more than one result from table messages:")
        .contains("    at ");
  }

  @Test
  void theServersMessagesReachTheFunction() {
    add("lobby", 1);

    assertThat(failure(FunctionType.QUERY, "skipsAField"))
        .startsWith(
            """
            Uncaught Error: Tried to query index messages.by_room but the query didn't use the \
            index fields in order.
            Index fields: ["room", "score", "_creationTime"]
            Query fields: ["score"]
            First incorrect field: "score"
            For more information see https://docs.convex.dev/using/indexes.
                at\
            """);
    assertThat(query("badFilter", "{}"))
        .isEqualTo("\"Cannot add 1.0 (type Float64) and \\\"lobby\\\" (type String)\"");
  }

  @Test
  void aMutationReadsItsOwnWrites() {
    assertThat(mutate("edit", "{}"))
        .isEqualTo(
            "{\"listed\":1,\"seen\":[{\"author\":{\"name\":\"ann\"},\"score\":1},"
                + "{\"author\":null,\"score\":2},{\"author\":null,\"score\":3},null]}");
    assertThat(query("all", "{\"room\":\"edit\",\"order\":\"asc\"}")).isEqualTo("[]");
  }

  @Test
  void theSchemaIsEnforced() {
    assertThat(failure(FunctionType.MUTATION, "violates"))
        .startsWith(
            """
            Uncaught Error: Failed to insert or update a document in table "messages" because it \
            does not match the schema: Value does not match validator.
            Path: .room
            Value: 7.0
            Validator: v.string()
                at\
            """);
    assertThat(mutate("caught", "{}"))
        .startsWith("\"Failed to insert or update a document in table \\\"messages\\\"");
  }

  @Test
  void argumentsAndResultsAreValidated() {
    assertThat(DeployedApp.failure(run(FunctionType.MUTATION, "add", "{\"room\":\"x\"}")))
        .startsWith(
            "ArgumentValidationError: Object is missing the required field `score`. Consider"
                + " wrapping the field validator in `v.optional(...)` if this is expected.");
    assertThat(
            DeployedApp.failure(
                run(FunctionType.MUTATION, "add", "{\"room\":\"x\",\"score\":1,\"more\":1}")))
        .startsWith(
            "ArgumentValidationError: Object contains extra field `more` that is not in the"
                + " validator.");
    assertThat(failure(FunctionType.MUTATION, "wrongReturn"))
        .isEqualTo(
            """
            ReturnsValidationError: Value does not match validator.

            Value: 7.0
            Validator: v.string()
            """);
  }

  @Test
  void whatFailsWritesNothing() {
    failure(FunctionType.MUTATION, "wrongReturn");
    var thrown = failure(FunctionType.MUTATION, "failsAfterWriting");

    assertThat(thrown).startsWith("Uncaught Error: changed my mind\n    at ");
    assertThat(query("all", "{\"room\":\"wrong\",\"order\":\"asc\"}")).isEqualTo("[]");
  }

  @Test
  void writesThatNobodyAwaitedAreDone() {
    mutate("unawaited", "{}");

    assertThat(query("all", "{\"room\":\"unawaited\",\"order\":\"asc\"}")).isEqualTo("[1]");
  }

  @Test
  void idsAreNormalized() {
    var id = add("lobby", 1);

    assertThat(query("normalize", "{\"table\":\"messages\",\"id\":%s}".formatted(id)))
        .isEqualTo(id);
    assertThat(query("normalize", "{\"table\":\"counters\",\"id\":%s}".formatted(id)))
        .isEqualTo("null");
  }

  @Test
  void manyDocumentsCanBeReadAtOnce() {
    var ids = IntStream.range(0, 40).mapToObj(score -> add("lobby", score)).toList();

    assertThat(query("parallel", "{\"ids\":[%s]}".formatted(String.join(",", ids))))
        .startsWith("[0,1,2,3,")
        .endsWith(",39]");
  }

  @Test
  void queriesCanBePaged() {
    IntStream.range(0, 5).forEach(score -> add("lobby", score));

    var first = page("null");
    var second =
        page(JsonFormat.ENCODED.write(Objects.requireNonNull(first.get("continueCursor"))));
    var third =
        page(JsonFormat.ENCODED.write(Objects.requireNonNull(second.get("continueCursor"))));

    assertThat(first.get("page")).isEqualTo(value("[0,1]"));
    assertThat(second.get("page")).isEqualTo(value("[2,3]"));
    assertThat(third.get("page")).isEqualTo(value("[4]"));
    assertThat(List.of(first, second, third))
        .extracting(page -> page.get("isDone"))
        .containsExactly(new Value.Bool(false), new Value.Bool(false), new Value.Bool(true));
  }

  private Value.Obj page(String cursor) {
    return (Value.Obj)
        value(
            query("page", "{\"paginationOpts\":{\"numItems\":2,\"cursor\":%s}}".formatted(cursor)));
  }

  @Test
  void concurrentIncrementsAllCount() throws Exception {
    mutate("increment", "{}");

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var callers =
          IntStream.range(0, 4)
              .<Future<?>>mapToObj(_ ->
                  threads.submit(
                      () -> IntStream.range(0, 10).forEach(_ -> mutate("increment", "{}"))))
              .toList();
      for (var caller : callers) {
        caller.get();
      }
    }

    assertThat(mutate("increment", "{}")).isEqualTo("42");
  }

  @Test
  void identityReachesTheFunction() {
    var ann = new Identity.User(Value.Obj.of(Map.of("subject", new Value.Text("ann"))), false);

    assertThat(query("who", "{}")).isEqualTo("null");
    assertThat(success(run(FunctionType.QUERY, "who", "{}", ann)))
        .isEqualTo("{\"subject\":\"ann\"}");
  }

  @Test
  void readsAreLimited() {
    assertThat(failure(FunctionType.QUERY, "reads"))
        .startsWith(
            "Uncaught Error: Too many reads in a single function execution (limit: 4096). Consider"
                + " using smaller limits in your queries");
  }

  @Test
  void handMadeCallsAreRefused() {
    assertThat(query("unknownOperations", "{}"))
        .isEqualTo(
            "[\"Unknown operation 1.0/nonsense\",\"Unknown async operation 1.0/nonsense\","
                + "\"`db.insert` is not available in queries. Use a mutation to write to the"
                + " database.\"]");
  }

  private String add(String room, int score) {
    return mutate("add", "{\"room\":\"%s\",\"score\":%d}".formatted(room, score));
  }

  private String query(String name, String arguments) {
    return success(run(FunctionType.QUERY, name, arguments));
  }

  private String mutate(String name, String arguments) {
    return success(run(FunctionType.MUTATION, name, arguments));
  }

  private String failure(FunctionType type, String name) {
    return DeployedApp.failure(run(type, name, "{}"));
  }

  private FunctionResult run(FunctionType type, String name, String arguments) {
    return run(type, name, arguments, new Identity.Unknown());
  }

  private FunctionResult run(FunctionType type, String name, String arguments, Identity identity) {
    return app.run(type, "messages:%s".formatted(name), arguments, identity);
  }

  private static Value value(String json) {
    return JsonFormat.ENCODED.read(json);
  }
}
