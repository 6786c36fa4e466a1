package dev.jensen.backend.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.StoredSchema;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseSyscallsTest {

  private static final String SCHEMA =
      """
      {"tables":[{"tableName":"tasks","indexes":[],"searchIndexes":[],"vectorIndexes":[],
        "documentType":{"type":"object","value":{
          "text":{"fieldType":{"type":"string"},"optional":false},
          "owner":{"fieldType":{"type":"id","tableName":"users"},"optional":true}}}}],
       "schemaValidation":true}
      """;
  private static final String UNKNOWN_TABLE_ID = "kg2000820c20a1g7104gm2rc1m70y674";

  private final LambdaDeployment deployment = new LambdaDeployment();

  @AfterEach
  void stop() {
    deployment.close();
  }

  @Test
  void whatWasInsertedCanBeRead() {
    var id = insert("t", "{\"a\":{\"$integer\":\"BQAAAAAAAAA=\"}}");

    var document = object(get(id));

    assertThat(document.get("_id")).isEqualTo(new Value.Text(id));
    assertThat(document.get("a")).isEqualTo(new Value.Int64(5));
    assertThat(document.get("_creationTime")).isInstanceOf(Value.Float64.class);
  }

  @Test
  void aTransactionSeesItsOwnWrites() {
    mutate(calls -> {
      var id = id(calls.call("1.0/insert", "{\"table\":\"t\",\"value\":{\"a\":1}}"));
      assertThat(read(calls, id).get("a")).isEqualTo(new Value.Float64(1));
      calls.call("1.0/shallowMerge", "{\"id\":\"%s\",\"value\":{\"a\":2}}".formatted(id));
      assertThat(read(calls, id).get("a")).isEqualTo(new Value.Float64(2));
      assertThat(collect(calls, scan("t"))).hasSize(1);
      calls.call("1.0/remove", "{\"id\":\"%s\"}".formatted(id));
      assertThat(calls.call("1.0/get", "{\"id\":\"%s\"}".formatted(id))).isEqualTo("null");
      return "null";
    });

    assertThat(query(calls -> calls.call("1.0/count", "{\"table\":\"t\"}"))).isEqualTo("0");
  }

  @Test
  void patchMergesTheTopLevel() {
    var id = insert("t", "{\"a\":1,\"b\":{\"x\":1},\"c\":3}");

    var result =
        mutate(calls ->
            calls.call(
                "1.0/shallowMerge",
                "{\"id\":\"%s\",\"value\":{\"b\":{\"y\":2},\"c\":{\"$undefined\":null}}}"
                    .formatted(id)));

    assertThat(result).isEqualTo(get(id)).contains("\"a\":1,\"b\":{\"y\":2}}");
  }

  @Test
  void replaceKeepsIdAndCreationTime() {
    var id = insert("t", "{\"a\":1}");
    var time = object(get(id)).get("_creationTime");

    mutate(calls -> calls.call("1.0/replace", "{\"id\":\"%s\",\"value\":{\"b\":1}}".formatted(id)));
    var whole = get(id);
    mutate(calls -> calls.call("1.0/replace", "{\"id\":\"%s\",\"value\":%s}".formatted(id, whole)));

    assertThat(object(whole).fields().keySet()).containsExactly("_creationTime", "_id", "b");
    assertThat(object(whole).get("_creationTime")).isEqualTo(time);
    assertThat(get(id)).isEqualTo(whole);
  }

  @Test
  void systemFieldsCannotBeChosen() {
    var id = insert("t", "{}");
    var other = insert("t", "{}");

    assertThat(refused("1.0/insert", "{\"table\":\"t\",\"value\":{\"_id\":\"%s\"}}".formatted(id)))
        .matches(
            "Provided document ID [0-9a-z]{32} doesn't match '_id' field \"%s\"".formatted(id));
    assertThat(refused("1.0/insert", "{\"table\":\"t\",\"value\":{\"_creationTime\":5}}"))
        .matches(
            "Provided creation time [0-9.]+ doesn't match '_creationTime' field in"
                + " \\{_creationTime: 5\\.0}");
    assertThat(
            refused(
                "1.0/replace", "{\"id\":\"%s\",\"value\":{\"_id\":\"%s\"}}".formatted(id, other)))
        .isEqualTo("Provided document ID %s doesn't match '_id' field \"%s\"".formatted(id, other));
    assertThat(
            refused(
                "1.0/shallowMerge",
                "{\"id\":\"%s\",\"value\":{\"_creationTime\":5}}".formatted(id)))
        .startsWith("Provided creation time ")
        .endsWith(" doesn't match '_creationTime' field in {_creationTime: 5.0}");
  }

  @Test
  void documentsThatDoNotExistCannotBeChanged() {
    var id = insert("t", "{}");
    mutate(calls -> calls.call("1.0/remove", "{\"id\":\"%s\"}".formatted(id)));

    assertThat(refused("1.0/shallowMerge", "{\"id\":\"%s\",\"value\":{}}".formatted(id)))
        .isEqualTo("Update on nonexistent document ID %s".formatted(id));
    assertThat(refused("1.0/replace", "{\"id\":\"%s\",\"value\":{}}".formatted(id)))
        .isEqualTo("Replace on nonexistent document ID %s".formatted(id));
    assertThat(refused("1.0/remove", "{\"id\":\"%s\"}".formatted(id)))
        .isEqualTo("Delete on nonexistent document ID %s".formatted(id));
    assertThat(refused("1.0/remove", "{\"id\":\"%s\"}".formatted(UNKNOWN_TABLE_ID)))
        .isEqualTo("Table for ID \"%s\" not found".formatted(UNKNOWN_TABLE_ID));
  }

  @Test
  void idsAreChecked() {
    var id = insert("t", "{}");

    assertThat(refused("1.0/get", "{\"id\":\"nonsense\",\"isSystem\":false}"))
        .startsWith("Invalid argument `id` for `db.get`: Unable to decode ID: ");
    assertThat(refused("1.0/get", "{\"id\":\"nonsense\",\"isSystem\":true}"))
        .startsWith("Invalid argument `id` for `db.system.get`: Unable to decode ID: ");
    assertThat(refused("1.0/get", "{\"id\":\"%s\",\"table\":\"users\"}".formatted(id)))
        .isEqualTo(
            "Invalid argument `id` for `db.get`: expected to be an Id<\"users\">, got Id<\"t\">"
                + " instead.");
    assertThat(
            refused(
                "1.0/shallowMerge", "{\"id\":\"%s\",\"table\":\"u\",\"value\":{}}".formatted(id)))
        .isEqualTo(
            "Invalid argument `id` for `db.patch`: expected to be an Id<\"u\">, got Id<\"t\">"
                + " instead.");
    assertThat(refused("1.0/get", "{\"id\":\"%s\",\"isSystem\":true}".formatted(id)))
        .isEqualTo("User tables cannot be accessed with db.system.");
    assertThat(query(calls -> calls.call("1.0/get", "{\"id\":\"%s\"}".formatted(UNKNOWN_TABLE_ID))))
        .isEqualTo("null");
  }

  @Test
  void systemTablesAreOutOfReach() {
    deployment.change(transaction -> transaction.definitions().createTable("_storage"));
    var modules = new AtomicReference<String>();
    deployment.change(transaction -> {
      var storage = Objects.requireNonNull(transaction.table("_storage"));
      modules.set(transaction.insert(storage, Value.Obj.EMPTY).id().toString());
    });
    var stored = modules.get();

    assertThat(refused("1.0/get", "{\"id\":\"%s\",\"isSystem\":false}".formatted(stored)))
        .isEqualTo("System tables can only be accessed with db.system.");
    assertThat(refused("1.0/remove", "{\"id\":\"%s\"}".formatted(stored)))
        .isEqualTo("_storage is a read-only table");
    assertThat(refused("1.0/insert", "{\"table\":\"_modules\",\"value\":{}}"))
        .isEqualTo("_modules is a read-only table");
    assertThat(query(calls -> Integer.toString(collect(calls, scan("_modules")).size())))
        .isEqualTo("0");
    assertThat(query(calls -> calls.call("1.0/count", "{\"table\":\"_modules\"}"))).isEqualTo("0");
    assertThat(query(calls -> Integer.toString(collect(calls, scan("_storage")).size())))
        .isEqualTo("1");
  }

  @Test
  void idsAreNormalized() {
    var id = insert("t", "{}");
    insert("u", "{}");

    assertThat(normalize("t", id)).isEqualTo("{\"id\":\"%s\"}".formatted(id));
    assertThat(normalize("u", id)).isEqualTo("{\"id\":null}");
    assertThat(normalize("none", id)).isEqualTo("{\"id\":null}");
    assertThat(normalize("_modules", id)).isEqualTo("{\"id\":null}");
    assertThat(normalize("t", "nonsense")).isEqualTo("{\"id\":null}");
    assertThat(normalize("t", "AAECAwQFBgcICQoLDA0ODw")).matches("\\{\"id\":\"[0-9a-z]{32}\"}");
  }

  @Test
  void aQueryCannotWrite() {
    for (var operation : List.of("1.0/insert", "1.0/shallowMerge", "1.0/replace", "1.0/remove")) {
      deployment.query("tasks:write", (calls, _) -> value(calls.call(operation, "{}")));

      assertThat(
              LambdaDeployment.failure(
                  deployment.call(FunctionType.QUERY, "tasks:write", "{}", LambdaDeployment.ADMIN)))
          .contains("is not available in queries. Use a mutation to write to the database.");
    }
  }

  private static String call(String key, String target) {
    return "{\"udfType\":\"query\",\"args\":{},\"%s\":\"%s\"}".formatted(key, target);
  }

  @Test
  void argumentsHaveTheirShape() {
    assertThat(refused("1.0/get", "{")).startsWith("Received invalid json: ");
    assertThat(refused("1.0/get", "{} {}")).startsWith("Received invalid json: ");
    assertThat(refused("1.0/get", "[]"))
        .isEqualTo("Invalid arguments for `db.get`: expected an object");
    assertThat(refused("1.0/get", "{}"))
        .isEqualTo("Invalid arguments for `db.get`: missing field `id`");
    assertThat(refused("1.0/get", "{\"id\":7}"))
        .isEqualTo("Invalid argument `id` for `db.get`: expected a string, got 7.0");
    assertThat(refused("1.0/get", "{\"id\":\"x\",\"isSystem\":\"yes\"}"))
        .isEqualTo("Invalid argument `isSystem` for `db.get`: expected a boolean, got \"yes\"");
    assertThat(refused("1.0/insert", "{\"table\":\"t\"}"))
        .isEqualTo("Invalid arguments for `db.insert`: missing field `value`");
    assertThat(refused("1.0/insert", "{\"table\":\"t\",\"value\":[]}"))
        .isEqualTo("Value must be an Object");
    assertThat(refused("1.0/insert", "{\"table\":\"t\",\"value\":{\"a\":{\"$undefined\":null}}}"))
        .isEqualTo("Invalid argument `value` for `db.insert`: field `a` is undefined");
    assertThat(refused("1.0/insert", "{\"table\":\"t\",\"value\":{\"$a\":1}}"))
        .startsWith("Invalid argument `value` for `db.insert`: Field name $a starts with '$'");
    assertThat(refused("1.0/insert", "{\"table\":\"1t\",\"value\":{}}"))
        .startsWith("Invalid argument `table` for `db.insert`: Invalid first character '1'");
    assertThat(refused("1.0/queryStream", "{\"query\":{}}"))
        .isEqualTo("Invalid argument `query` for `queryStream`: a query needs \"source\"");
    assertThat(refused("1.0/queryStreamNext", "{\"queryId\":-1}"))
        .isEqualTo(
            "Invalid argument `queryId` for `queryStreamNext`: expected a non-negative integer, got"
                + " -1.0");
    assertThat(refused("1.0/queryStreamNext", "{\"queryId\":5}"))
        .isEqualTo("in-progress query not found");
    assertThat(refused("1.0/nonsense", "{}")).isEqualTo("Unknown async operation 1.0/nonsense");
    assertThat(refused("1.0/componentArgument", "{\"name\":\"x\"}"))
        .isEqualTo("Component arguments are not available within the app");
    assertThat(refused("1.0/runUdf", "{\"udfType\":\"query\",\"args\":{}}"))
        .isEqualTo("Invalid arguments for `runUdf`: Missing required argument 'name'");
    assertThat(refused("1.0/runUdf", "{\"udfType\":\"action\",\"name\":\"a:b\",\"args\":{}}"))
        .isEqualTo("Invalid argument `udfType` for `runUdf`: unknown type `action`");
    assertThat(refused("1.0/runUdf", call("name", "a:b")))
        .isEqualTo("Could not find function for 'a:b'. Did you forget to run `npx convex dev`?");
    assertThat(refused("1.0/runUdf", call("reference", "_reference/childComponent/mail/send")))
        .isEqualTo("Child component ComponentName(\"mail\") not found");
    assertThat(refused("1.0/runUdf", call("reference", "_reference/componentArgument/x")))
        .isEqualTo("Cannot execute a value resource");
    assertThat(refused("1.0/runUdf", call("functionHandle", "function://1")))
        .isEqualTo("Function handle not found");
  }

  @Test
  void documentsAreChecked() {
    assertThat(refused("1.0/insert", "{\"table\":\"t\",\"value\":{\"_x\":1}}"))
        .isEqualTo(
            "Document(value: {_x: 1.0}) isn't a valid document: Field '_x' starts with an"
                + " underscore, which is only allowed for system fields like '_id'");
    // The object, the field and the system fields take 67 bytes.
    var large = "x".repeat((1 << 20) - 67);
    insert("t", "{\"a\":\"%s\"}".formatted(large));
    assertThat(
            refused("1.0/insert", "{\"table\":\"t\",\"value\":{\"a\":\"%sx\"}}".formatted(large)))
        .isEqualTo("Value is too large (1 MiB > maximum size 1 MiB)");
    var nested = "[".repeat(16) + "]".repeat(16);
    assertThat(refused("1.0/insert", "{\"table\":\"t\",\"value\":{\"a\":%s}}".formatted(nested)))
        .isEqualTo("Document is too nested (nested 17 levels deep > maximum nesting 16)");
  }

  @Test
  void theSchemaIsEnforced() {
    deployment.schema(SCHEMA);
    var user = insert("users", "{}");
    var task = insert("tasks", "{\"text\":\"milk\",\"owner\":\"%s\"}".formatted(user));

    assertThat(refused("1.0/insert", "{\"table\":\"tasks\",\"value\":{\"text\":1}}"))
        .isEqualTo(
            """
            Failed to insert or update a document in table "tasks" because it does not match the \
            schema: Value does not match validator.
            Path: .text
            Value: 1.0
            Validator: v.string()\
            """);
    assertThat(
            refused(
                "1.0/shallowMerge",
                "{\"id\":\"%s\",\"value\":{\"owner\":\"%s\"}}".formatted(task, task)))
        .startsWith(
            "Failed to insert or update a document in table \"tasks\" because it does not match the"
                + " schema: Found ID \"%s\" from table `tasks`".formatted(task));
    assertThat(refused("1.0/replace", "{\"id\":\"%s\",\"value\":{}}".formatted(task)))
        .startsWith(
            "Failed to insert or update a document in table \"tasks\" because it does not match the"
                + " schema: Object is missing the required field `text`.");
    assertThat(object(get(task)).get("text")).isEqualTo(new Value.Text("milk"));
  }

  @Test
  void aPushInProgressLearnsOfDocumentsItDoesNotAccept() {
    deployment.change(transaction -> StoredSchema.submit(transaction, Schema.parse(SCHEMA)));

    insert("tasks", "{\"text\":\"milk\"}");
    var before = nextSchema();
    insert("tasks", "{\"text\":7}");

    assertThat(before).isInstanceOf(StoredSchema.State.Pending.class);
    assertThat(nextSchema()).isInstanceOf(StoredSchema.State.Failed.class);
  }

  private StoredSchema.State nextSchema() {
    try (var transaction = deployment.database.begin()) {
      return Objects.requireNonNull(StoredSchema.next(transaction)).state();
    }
  }

  @Test
  void aRefusedInsertThatIsCaughtWritesNothing() {
    mutate(calls -> {
      assertThatThrownBy(
              () -> calls.call("1.0/insert", "{\"table\":\"fresh\",\"value\":{\"_x\":1}}"))
          .isInstanceOf(LambdaRuntime.Thrown.class);
      return "null";
    });

    try (var transaction = deployment.database.begin()) {
      assertThat(transaction.table("fresh")).isNull();
    }
  }

  @Test
  void streamsAreNumberedAndCanBeClosed() {
    insert("t", "{}");

    query(calls -> {
      assertThat(open(calls, scan("t"))).isEqualTo("{\"queryId\":0}");
      assertThatThrownBy(() -> open(calls, "{}")).isInstanceOf(LambdaRuntime.Thrown.class);
      assertThat(open(calls, scan("t"))).isEqualTo("{\"queryId\":2}");
      assertThat(calls.call("1.0/queryStreamNext", "{\"queryId\":2}")).endsWith(",\"done\":false}");
      assertThat(calls.call("1.0/queryStreamNext", "{\"queryId\":2}"))
          .isEqualTo("{\"value\":null,\"done\":true}");
      assertThat(calls.call("1.0/queryCleanup", "{\"queryId\":2}")).isEqualTo("true");
      assertThat(calls.call("1.0/queryCleanup", "{\"queryId\":2}")).isEqualTo("false");
      return "null";
    });
  }

  @Test
  void limitsCanBeCaughtButComeAgain() {
    insert("t", "{}");
    query(calls -> {
      var one = "{\"id\":\"%s\"}".formatted(UNKNOWN_TABLE_ID);
      calls.call("1.0/get", one);
      for (int i = 0; i < 4096; i++) {
        calls.call("1.0/count", "{\"table\":\"t\"}");
      }
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> calls.call("1.0/count", "{\"table\":\"t\"}"))
            .hasMessageStartingWith("Too many reads in a single function execution (limit: 4096).");
      }
      return "null";
    });
  }

  @Test
  void theServersOwnTimeIsLimited() {
    deployment.query(
        "tasks:slow",
        (calls, _) -> {
          for (int i = 0; i < 20; i++) {
            calls.call("1.0/count", "{\"table\":\"t\"}");
          }
          return new Value.Null();
        });
    deployment.world.setNanoTimeStep(Duration.ofSeconds(1));

    assertThat(LambdaDeployment.failure(deployment.call(FunctionType.QUERY, "tasks:slow", "{}")))
        .isEqualTo("Your request timed out performing too many system operations.\n");
  }

  @Test
  void identityIsWhatTheTokenSays() {
    deployment.query("auth:who", (calls, _) -> value(calls.call("1.0/getUserIdentity", "{}")));
    var ann = LambdaDeployment.user("ann");
    var annByAdmin = new Identity.User(((Identity.User) ann).attributes(), true);

    assertThat(identity(LambdaDeployment.NOBODY)).isEqualTo("null");
    assertThat(identity(LambdaDeployment.ADMIN)).isEqualTo("null");
    assertThat(identity(ann)).isEqualTo("{\"subject\":\"ann\"}");
    assertThat(identity(annByAdmin)).isEqualTo("{\"subject\":\"ann\"}");
  }

  private String identity(Identity identity) {
    return LambdaDeployment.success(
        deployment.call(FunctionType.QUERY, "auth:who", "{}", identity));
  }

  @Test
  void theExecutionDescribesItself() {
    insert("t", "{\"a\":1}");

    assertThat(query(calls -> calls.call("1.0/getFunctionMetadata", "{}")))
        .isEqualTo("{\"componentPath\":\"\",\"name\":\"test:query\"}");
    assertThat(query(calls -> calls.call("1.0/getSnapshotTs", "{}"))).startsWith("{\"$integer\":");
    assertThat(
            query(calls -> {
              collect(calls, scan("t"));
              return calls.call("1.0/getTransactionMetrics", "{}");
            }))
        .contains("\"documentsRead\":{\"remaining\":31999,\"used\":1}")
        .contains("\"databaseQueries\":{\"remaining\":4095,\"used\":1}")
        .contains("\"functionsScheduled\":{\"remaining\":1000,\"used\":0}");
  }

  @Test
  void aPageIsReadOncePerExecution() {
    insert("t", "{\"a\":1}");
    insert("t", "{\"a\":2}");
    var page =
        "{\"query\":%s,\"cursor\":null,\"endCursor\":null,\"pageSize\":1,\"maximumRowsRead\":null,\"version\":\"1.48.0\"}"
            .formatted(scan("t"));

    var first = query(calls -> calls.call("1.0/queryPage", page));
    assertThat(first)
        .contains("\"isDone\":false")
        .contains("\"pageStatus\":null")
        .contains("\"splitCursor\":null");
    query(calls -> {
      calls.call("1.0/queryPage", page);
      assertThatThrownBy(() -> calls.call("1.0/queryPage", page))
          .hasMessage(
              "This query or mutation function ran multiple paginated queries. Convex only"
                  + " supports a single paginated query in each function.");
      return "null";
    });
  }

  @Test
  void aStrangeCursorTellsTheClientToStartAgain() {
    var page =
        "{\"query\":%s,\"cursor\":\"x\",\"pageSize\":1,\"version\":\"1.48.0\"}"
            .formatted(scan("t"));
    deployment.query("test:query", (calls, _) -> value(calls.call("1.0/queryPage", page)));

    var result = deployment.call(FunctionType.QUERY, "test:query", "{}");

    assertThat(result)
        .isInstanceOfSatisfying(
            FunctionResult.Failure.class,
            failure -> {
              assertThat(failure.message()).contains("InvalidCursor: Failed to parse cursor");
              assertThat(failure.data())
                  .isEqualTo(
                      Value.Obj.of(
                          Map.of(
                              "isConvexSystemError", new Value.Bool(true),
                              "paginationError", new Value.Text("InvalidCursor"))));
            });
  }

  private String insert(String table, String value) {
    return id(
        mutate(calls ->
            calls.call("1.0/insert", "{\"table\":\"%s\",\"value\":%s}".formatted(table, value))));
  }

  private String get(String id) {
    return query(
        calls -> calls.call("1.0/get", "{\"id\":\"%s\",\"isSystem\":false}".formatted(id)));
  }

  private String normalize(String table, String id) {
    return query(calls ->
        calls.call(
            "1.0/db/normalizeId", "{\"table\":\"%s\",\"idString\":\"%s\"}".formatted(table, id)));
  }

  /// The message with which a mutation's call is refused.
  private String refused(String operation, String arguments) {
    var message = new AtomicReference<String>();
    mutate(calls -> {
      try {
        calls.call(operation, arguments);
      } catch (LambdaRuntime.Thrown e) {
        message.set(String.valueOf(e.getMessage()));
      }
      return "null";
    });
    return message.get();
  }

  private String query(Function<LambdaRuntime.Calls, String> body) {
    deployment.query("test:query", (calls, _) -> value(body.apply(calls)));
    return deployment.query("test:query");
  }

  private String mutate(Function<LambdaRuntime.Calls, String> body) {
    deployment.mutation("test:mutation", (calls, _) -> value(body.apply(calls)));
    return deployment.mutate("test:mutation");
  }

  private static String scan(String table) {
    return "{\"source\":{\"type\":\"FullTableScan\",\"tableName\":\"%s\",\"order\":null},\"operators\":[]}"
        .formatted(table);
  }

  private static String open(LambdaRuntime.Calls calls, String query) {
    return calls.call("1.0/queryStream", "{\"query\":%s,\"version\":\"1.48.0\"}".formatted(query));
  }

  private static List<Value> collect(LambdaRuntime.Calls calls, String query) {
    var stream = open(calls, query);
    var found = new ArrayList<Value>();
    while (true) {
      var next = object(calls.call("1.0/queryStreamNext", stream));
      if (new Value.Bool(true).equals(next.get("done"))) {
        return found;
      }
      found.add(Objects.requireNonNull(next.get("value")));
    }
  }

  private static Value.Obj read(LambdaRuntime.Calls calls, String id) {
    return object(calls.call("1.0/get", "{\"id\":\"%s\"}".formatted(id)));
  }

  private static Value value(String json) {
    return JsonFormat.ENCODED.read(json);
  }

  private static Value.Obj object(String json) {
    return (Value.Obj) value(json);
  }

  private static String id(String json) {
    return ((Value.Text) Objects.requireNonNull(object(json).get("_id"))).value();
  }
}
