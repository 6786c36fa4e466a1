package dev.jensen.backend.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.DeploymentState;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.NextSchema;
import dev.jensen.backend.model.NodeSetup;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DeploymentTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String ANY_TASKS = tasks("{\"type\":\"any\"}", "[]");
  private static final String TEXT_TASKS =
      tasks(
          "{\"type\":\"object\",\"value\":{\"text\":{\"fieldType\":{\"type\":\"string\"},\"optional\":false}}}",
          "[{\"indexDescriptor\":\"by_text\",\"fields\":[\"text\"]}]");

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final Database database = Database.open(new MemoryPersistence(), world);
  private final ScriptedModules modules = new ScriptedModules();
  private final Deployment deployment = new Deployment(world, database, modules);

  @BeforeEach
  void start() {
    deployment.start(new Origins("http://cloud", "http://site"));
  }

  @AfterEach
  void stop() {
    deployment.close();
    database.close();
  }

  @Test
  void aFreshDeploymentHasNoModules() {
    var hashes = deployment.configHashes();

    assertThat(hashes.toString())
        .isEqualTo(
            """
            {"config":{"functions":"convex/"},"moduleHashes":[],"udfServerVersion":null}\
            """);
  }

  @Test
  void aFinishedPushIsWhatRuns() {
    push(new PushBuilder().with("tasks.js", "query list").with("_deps/ABCD2345.js", ""));

    var code = state().code();
    assertThat(code.modules())
        .extracting(Module::path)
        .containsExactlyInAnyOrder("tasks.js", "_deps/ABCD2345.js");
    assertThat(code.analysis()).singleElement().extracting("path").isEqualTo("tasks.js");
    assertThat(code.environment())
        .containsOnly(
            Map.entry("CONVEX_CLOUD_URL", "http://cloud"),
            Map.entry("CONVEX_SITE_URL", "http://site"));
  }

  @Test
  void workersArePreparedForExactlyTheCodeThatWillRun() {
    push(new PushBuilder().with("tasks.js", "query list"));

    assertThat(modules.prepared.getLast()).isEqualTo(state().code());
  }

  @Test
  void aStartedPushChangesNothingThatRuns() {
    push(new PushBuilder().with("tasks.js", "query list").schema(ANY_TASKS));
    var before = state();
    var begin = database.latest();

    deployment.startPush(
        new PushBuilder().with("other.js", "query other").schema(TEXT_TASKS).build());

    assertThat(state().code()).isEqualTo(before.code());
    assertThat(state().schema()).isEqualTo(before.schema());
    assertThat(database.unchanged(before.reads(), begin, database.latest())).isTrue();
  }

  @Test
  void unchangedModulesAreSentByHash() {
    push(new PushBuilder().with("a.js", "query a").with("b.js", "query b"));

    push(new PushBuilder().unchanged("a.js", "query a").with("b.js", "query c"));

    assertThat(state().code().modules())
        .extracting(Module::source)
        .containsExactlyInAnyOrder("query a", "query c");
  }

  @Test
  void anUnknownHashIsARace() {
    assertRefused(
        () -> deployment.startPush(new PushBuilder().unchanged("a.js", "query a").build()),
        DeploymentException.Kind.RACE,
        "MissingExistingModule",
        "The push takes module a.js as unchanged, but it is not deployed any more.");
  }

  @Test
  void anotherHashIsARace() {
    push(new PushBuilder().with("a.js", "query a"));

    assertRefused(
        () -> deployment.startPush(new PushBuilder().unchanged("a.js", "query b").build()),
        DeploymentException.Kind.RACE,
        "ExistingModuleHashConflict",
        "The push takes module a.js as unchanged, but another version is deployed now.");
  }

  @Test
  void aModuleThatThrowsIsTheDevelopersMistake() {
    assertMistake(
        () -> deployment.startPush(new PushBuilder().with("a.js", "throw boom").build()),
        "InvalidModules",
        "Hit an error while pushing:\nFailed to analyze a.js: boom");
  }

  @Test
  void anInvalidSchemaIsTheDevelopersMistake() {
    assertMistake(
        () ->
            deployment.startPush(
                new PushBuilder().schema(ANY_TASKS.replace("tasks", "_tasks")).build()),
        "TableNameReserved",
        "Hit an error while evaluating your schema:\n_tasks is a reserved table name.");
  }

  @Test
  void packagesOfNodeModulesAreDeployedWithThem() {
    var push = new PushBuilder().module("a.js", "", "node").dependency("@acme/mail", "1.2.3-rc.1");

    var answer = deployment.startPush(push.build());
    deployment.finishPush(finish(answer));

    var node = state().code().node();
    assertThat(node.dependencies())
        .containsExactly(new NodeSetup.Dependency("@acme/mail", "1.2.3-rc.1"));
    assertThat(answer.get("externalDepsId").asString()).isEqualTo(node.dependenciesId());
  }

  @Test
  void onlyPackagesOfTheRegistryCanBeInstalled() {
    assertMistake(
        () ->
            deployment.startPush(
                new PushBuilder().dependency("mail", "https://acme.example/mail.tgz").build()),
        "InvalidConfig",
        "\"mail\" in version \"https://acme.example/mail.tgz\" is no package that can be"
            + " installed: `node.externalPackages` needs names of the npm registry and exact"
            + " versions.");
  }

  @Test
  void theAnalysisHasTheFormOfTheProtocol() {
    var answer =
        deployment.startPush(
            new PushBuilder().with("dir/tasks.js", "query list\nmutation add").build());

    assertThat(answer.path("analysis").path("").path("functions").toString())
        .isEqualTo(
            """
            {"dir/tasks.js":{"functions":[\
            {"name":"list","pos":{"path":"dir/tasks.js","start_lineno":0,"start_col":0},\
            "udfType":"Query","visibility":{"kind":"public"},"args":"{\\"type\\":\\"any\\"}","returns":null},\
            {"name":"add","pos":{"path":"dir/tasks.js","start_lineno":1,"start_col":0},\
            "udfType":"Mutation","visibility":{"kind":"public"},"args":"{\\"type\\":\\"any\\"}","returns":null}],\
            "httpRoutes":null,"cronSpecs":null,"sourceMapped":null}}\
            """);
    assertThat(answer.path("app").path("exports").toString())
        .isEqualTo(
            """
            {"dir":{"type":"branch","children":{"tasks":{"type":"branch","children":{\
            "list":{"type":"leaf","resource":{"type":"function","path":{"component":"","udfPath":"dir/tasks.js:list"}}},\
            "add":{"type":"leaf","resource":{"type":"function","path":{"component":"","udfPath":"dir/tasks.js:add"}}}}}}}}\
            """);
  }

  @Test
  void theImportPhaseStaysWhileThePackageVersionDoes() {
    push(new PushBuilder().with("a.js", "query a"));
    var first = state().code().importPhase();

    push(new PushBuilder().with("a.js", "query b"));
    assertThat(state().code().importPhase()).isEqualTo(first);

    push(new PushBuilder().with("a.js", "query b").version("1.49.0"));
    assertThat(state().code().importPhase()).isNotEqualTo(first);
  }

  @Test
  void anIndexIsBuiltOverExistingDocumentsAndEnabledAtTheEnd() {
    push(new PushBuilder().schema(ANY_TASKS));
    insert("hello");
    var answer = deployment.startPush(new PushBuilder().schema(TEXT_TASKS).build());
    var waiting = await(answer);
    var started = index("by_text");
    deployment.finishPush(finish(answer));

    assertThat(waiting.toString()).isEqualTo("{\"type\":\"complete\"}");
    assertThat(started.state()).isEqualTo(Index.State.READY);
    assertThat(index("by_text").state()).isEqualTo(Index.State.ENABLED);
  }

  @Test
  void aChangedIndexIsSwappedWhenThePushIsFinished() {
    push(new PushBuilder().schema(indexed("by_x", "text")));
    var answer = deployment.startPush(new PushBuilder().schema(indexed("by_x", "other")).build());
    var during = index("by_x");
    await(answer);
    deployment.finishPush(finish(answer));

    assertThat(during.fields().getFirst()).hasToString("text");
    assertThat(during.state()).isEqualTo(Index.State.ENABLED);
    assertThat(index("by_x").fields().getFirst()).hasToString("other");
    assertThat(index("by_x").state()).isEqualTo(Index.State.ENABLED);
  }

  @Test
  void indexesOfAnAbandonedPushDisappearWithTheNext() {
    push(new PushBuilder().schema(ANY_TASKS));
    await(deployment.startPush(new PushBuilder().schema(TEXT_TASKS).build()));

    push(new PushBuilder().schema(ANY_TASKS));

    assertThat(indexNames()).containsExactly("by_id", "by_creation_time");
  }

  @Test
  void aDocumentThatDoesNotFitFailsTheSchemaAndNamesItself() {
    push(new PushBuilder().schema(ANY_TASKS));
    var id = insert(42);
    var answer = deployment.startPush(new PushBuilder().schema(TEXT_TASKS).build());

    var status = await(answer);

    assertThat(status.path("type").asString()).isEqualTo("failed");
    assertThat(status.path("tableName").asString()).isEqualTo("tasks");
    assertThat(status.path("componentPath").asString()).isEmpty();
    assertThat(status.path("error").asString())
        .startsWith(
            "Document with ID \"%s\" in table \"tasks\" does not match the schema: Value does not match validator."
                .formatted(id));
    assertRefused(
        () -> deployment.finishPush(finish(answer)),
        DeploymentException.Kind.MISTAKE,
        "SchemaAlreadyFailed",
        status.path("error").asString());
  }

  @Test
  void manyDocumentsAreCheckedPageByPage() {
    push(new PushBuilder().schema(ANY_TASKS));
    change(transaction ->
        IntStream.range(0, 3000)
            .forEach(i -> transaction.insert(table(transaction), text("t%d".formatted(i)))));
    insert(42);

    var status = await(deployment.startPush(new PushBuilder().schema(TEXT_TASKS).build()));

    assertThat(status.path("type").asString()).isEqualTo("failed");
  }

  @Test
  void aNewDocumentThatDoesNotFitFailsTheSchemaInsteadOfTheWrite() {
    push(new PushBuilder().schema(ANY_TASKS));
    var answer = deployment.startPush(new PushBuilder().schema(TEXT_TASKS).build());
    await(answer);

    change(transaction -> {
      var document = number(42);
      transaction.insert(table(transaction), document);
      new NextSchema(database).check(transaction).written("tasks", document);
    });

    assertThat(await(answer).path("error").asString())
        .startsWith("New document in table \"tasks\" does not match the schema: ");
  }

  @Test
  void aLaterPushOverwritesTheSchemaOfAnEarlierOne() {
    var earlier = deployment.startPush(new PushBuilder().schema(ANY_TASKS).build());
    await(deployment.startPush(new PushBuilder().schema(TEXT_TASKS).build()));

    assertThat(await(earlier).path("type").asString()).isEqualTo("raceDetected");
    assertMistake(
        () -> deployment.finishPush(finish(earlier)),
        "SchemaAlreadyOverwritten",
        "The schema was overwritten by another push.");
  }

  @Test
  void aPushWithoutSchemaEndsCheckingAndRemovesIndexes() {
    push(new PushBuilder().schema(TEXT_TASKS));

    push(new PushBuilder());

    assertThat(state().schema()).isNull();
    assertThat(indexNames()).containsExactly("by_id", "by_creation_time");
  }

  @Test
  void aDryRunStoresNothing() {
    var before = database.latest();
    var answer =
        deployment.startPush(
            new PushBuilder().with("a.js", "query a").schema(TEXT_TASKS).dryRun().build());
    var status = deployment.waitForSchema(wait(answer).put("dryRun", true));
    var diff = deployment.finishPush(finish(answer).put("dryRun", true));

    assertThat(database.latest()).isEqualTo(before);
    assertThat(status.path("type").asString()).isEqualTo("complete");
    assertThat(diff.path("componentDiffs").path("").path("moduleDiff").toString())
        .isEqualTo("{\"added\":[\"a.js\"],\"removed\":[]}");
  }

  @Test
  void finishingTellsWhatChanged() {
    push(new PushBuilder().with("a.js", "query a").schema(ANY_TASKS));

    var diff =
        push(
            new PushBuilder()
                .with("b.js", "mutation b")
                .with(
                    "crons.js",
                    "crons"
                        + " {\"tick\":{\"name\":\"b:b\",\"args\":[{}],\"schedule\":{\"type\":\"interval\",\"minutes\":1}}}")
                .schema(TEXT_TASKS));

    var root = diff.path("componentDiffs").path("");
    assertThat(root.path("moduleDiff").toString())
        .isEqualTo("{\"added\":[\"b.js\",\"crons.js\"],\"removed\":[\"a.js\"]}");
    assertThat(root.path("cronDiff").toString())
        .isEqualTo("{\"added\":[\"tick\"],\"updated\":[],\"deleted\":[]}");
    assertThat(root.path("indexDiff").path("added_indexes").path(0).path("name").asString())
        .isEqualTo("tasks.by_text");
    assertThat(root.path("schemaDiff").path("next_schema").asString()).contains("by_text");
    assertThat(root.path("udfConfigDiff").isNull()).isTrue();
  }

  @Test
  void cronJobsAreStoredAndCompared() {
    assertThat(cronDiff(cron("tick", "{\"type\":\"interval\",\"minutes\":1}")))
        .isEqualTo("{\"added\":[\"tick\"],\"updated\":[],\"deleted\":[]}");
    assertThat(cronDiff(cron("tick", "{\"type\":\"interval\",\"seconds\":60}")))
        .isEqualTo("{\"added\":[],\"updated\":[],\"deleted\":[]}");
    assertThat(cronDiff(cron("tick", "{\"type\":\"cron\",\"cron\":\"0 0 * * 2#1\"}")))
        .isEqualTo("{\"added\":[],\"updated\":[\"tick\"],\"deleted\":[]}");
    assertThat(cronDiff(cron("tock", "{\"type\":\"interval\",\"seconds\":60}")))
        .isEqualTo("{\"added\":[\"tock\"],\"updated\":[],\"deleted\":[\"tick\"]}");
  }

  private String cronDiff(PushBuilder push) {
    return push(push).path("componentDiffs").path("").path("cronDiff").toString();
  }

  private static PushBuilder cron(String identifier, String schedule) {
    return new PushBuilder()
        .with("b.js", "mutation b")
        .with(
            "crons.js",
            "crons {\"%s\":{\"name\":\"b:b\",\"args\":[{}],\"schedule\":%s}}"
                .formatted(identifier, schedule));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"cron\",\"cron\":\"0 0 31 2 *\"}"
            + " | The cron spec 0 0 31 2 * will never match any time",
        "{\"type\":\"cron\",\"cron\":\"* * *\"} | The cron spec * * * must have five fields",
        "{\"type\":\"daily\",\"hourUTC\":24}"
            + " | hourUTC must be 0-23 in {\"type\":\"daily\",\"hourUTC\":24}",
        "{\"type\":\"hourly\",\"minuteUTC\":60}"
            + " | minuteUTC must be 0-59 in {\"type\":\"hourly\",\"minuteUTC\":60}",
        "{\"type\":\"interval\",\"seconds\":0} | an interval must be greater than 0",
        "{\"type\":\"yearly\"} | unknown schedule {\"type\":\"yearly\"}"
      })
  void aCronJobThatCannotBeIsRefused(String schedule, String why) {
    assertRefused(
        () -> deployment.startPush(cron("tick", schedule).build()),
        DeploymentException.Kind.MISTAKE,
        "InvalidCron",
        "The cron job 'tick' is not valid: %s".formatted(why));
  }

  @Test
  void aChangeOfVariablesDuringThePushIsARace() {
    var answer = deployment.startPush(new PushBuilder().with("a.js", "query a").build());
    set("KEY", "1");

    assertRefused(
        () -> deployment.finishPush(finish(answer)),
        DeploymentException.Kind.RACE,
        "RaceDetected",
        "Environment variables have changed during push");
  }

  @Test
  void anUnknownPushIsARace() {
    var answer = deployment.startPush(new PushBuilder().with("a.js", "query a").build());
    deployment.finishPush(finish(answer));

    assertRefused(
        () -> deployment.finishPush(finish(answer)),
        DeploymentException.Kind.RACE,
        "RaceDetected",
        "The server does not know this push any more, because others followed or it was restarted;"
            + " push again.");
  }

  @Test
  void anAuthConfigNeedsItsVariables() {
    var push =
        new PushBuilder()
            .with(
                "auth.config.js",
                "{\"providers\":[{\"domain\":\"https://$DOMAIN\",\"applicationID\":\"app\"}]}");

    assertMistake(
        () -> deployment.startPush(push.build()),
        "AuthConfigMissingEnvironmentVariable",
        "Hit an error while pushing:\nEnvironment variable DOMAIN is used in auth config file but"
            + " its value was not set");

    set("DOMAIN", "id.example.org");
    push(push);
    assertThat(providers()).isEqualTo("[Oidc[domain=https://id.example.org, applicationId=app]]");

    set("DOMAIN", "other.example.org");
    assertThat(providers())
        .isEqualTo("[Oidc[domain=https://other.example.org, applicationId=app]]");

    assertMistake(
        () -> deployment.updateEnvironmentVariables(changes("DOMAIN", null)),
        "AuthConfigMissingEnvironmentVariable",
        "This change would make the auth config invalid: Environment variable DOMAIN is used in"
            + " auth config file but its value was not set");
    assertThat(deployment.environmentVariables().path("environmentVariables").toString())
        .isEqualTo("{\"DOMAIN\":\"other.example.org\"}");
  }

  @Test
  void declaredVariablesAreRequired() {
    var definition =
        "{\"childComponents\":[],\"envVars\":[[\"KEY\",{\"type\":\"value\",\"value\":\"{\\\"type\\\":\\\"string\\\"}\"}]]}";
    var answer = deployment.startPush(new PushBuilder().definition(definition).build());

    assertMistake(
        () -> deployment.finishPush(finish(answer)),
        "MissingEnvironmentVariables",
        "Required environment variables are not set: KEY. They are declared in convex.config.ts.");

    set("KEY", "1");
    push(new PushBuilder().definition(definition));
    assertMistake(
        () -> deployment.updateEnvironmentVariables(changes("KEY", null)),
        "RequiredEnvironmentVariable",
        "Environment variable KEY is declared as required in convex.config.ts and cannot be"
            + " removed.");
  }

  @Test
  void variablesAreCheckedAndAllOrNoneSet() {
    var changes = changes("GOOD", "1");
    changes.withArray("changes").addObject().put("name", "1BAD").put("value", "2");

    assertMistake(
        () -> deployment.updateEnvironmentVariables(changes),
        "EnvironmentVariableNameInvalid",
        "\"1BAD\" is not a valid name of an environment variable: it must start with a letter or"
            + " underscore and contain only letters, numbers and underscores.");
    assertThat(deployment.environmentVariables().path("environmentVariables").isEmpty()).isTrue();
    assertMistake(
        () -> set("CONVEX_CLOUD_URL", "x"),
        "EnvironmentVariableNameForbidden",
        "Environment variable CONVEX_CLOUD_URL is built in and cannot be set.");
    assertMistake(
        () -> set("LONG", "x".repeat(8193)),
        "EnvironmentVariableValueTooLarge",
        "The value of environment variable LONG has 8193 bytes, at most 8192 are allowed.");
  }

  @Test
  void aChangedVariableIsAnotherVersionOfTheCode() {
    push(new PushBuilder().with("a.js", "query a"));
    var before = state().code();

    set("KEY", "1");

    assertThat(state().code().version()).isNotEqualTo(before.version());
    assertThat(state().code().environment()).containsEntry("KEY", "1");
    assertThat(modules.prepared.getLast()).isEqualTo(state().code());
  }

  @Test
  void whyThereIsNoSnapshotReachesTheLog() {
    modules.snapshotProblem = "a.js holds a WebAssembly module";

    deployment.startPush(new PushBuilder().with("a.js", "query a").build());

    var line = deployment.functionLogs(0, true).path("entries").path(0).path("logLines").path(0);
    assertThat(line.path("level").asString()).isEqualTo("WARN");
    assertThat(line.path("messages").path(0).asString())
        .endsWith("a.js holds a WebAssembly module");
  }

  @Test
  void aSchemaCanBeEvaluatedWithoutATrace() {
    push(new PushBuilder().schema(ANY_TASKS));
    insert("hello");
    var before = database.latest();

    var prediction =
        deployment
            .evaluateSchema(new PushBuilder().schema(TEXT_TASKS).build())
            .path("componentSchemaEvaluations")
            .path("");

    assertThat(database.latest()).isEqualTo(before);
    assertThat(prediction.path("tables").path(0).path("outcome").asString()).isEqualTo("mustWalk");
    assertThat(prediction.path("indexes").toString())
        .isEqualTo(
            """
            [{"name":"tasks.by_text","type":"database","fields":["text","_creationTime"],\
            "staged":false,"change":"added","needsBackfill":true,"numDocs":1}]\
            """);
  }

  private JsonNode push(PushBuilder push) {
    var answer = deployment.startPush(push.build());
    assertThat(await(answer).path("type").asString()).isEqualTo("complete");
    return deployment.finishPush(finish(answer));
  }

  private JsonNode await(JsonNode answer) {
    return deployment.waitForSchema(wait(answer));
  }

  private static ObjectNode wait(JsonNode answer) {
    return JSON.createObjectNode()
        .put("timeoutMs", 10_000)
        .set("schemaChange", answer.path("schemaChange"));
  }

  private static ObjectNode finish(JsonNode answer) {
    return JSON.createObjectNode().putNull("message").set("startPush", answer);
  }

  private void set(String name, String value) {
    deployment.updateEnvironmentVariables(changes(name, value));
  }

  private static ObjectNode changes(String name, @Nullable String value) {
    var json = JSON.createObjectNode();
    json.putArray("changes").addObject().put("name", name).put("value", value);
    return json;
  }

  private DeploymentState state() {
    return read(DeploymentState::load);
  }

  private String providers() {
    return read(AuthProvider::load).toString();
  }

  private List<String> indexNames() {
    return read(transaction -> table(transaction).indexes().stream().map(Index::name).toList());
  }

  private Index index(String name) {
    return read(transaction -> Objects.requireNonNull(table(transaction).index(name)));
  }

  private String insert(String text) {
    return insert(text(text));
  }

  private String insert(long number) {
    return insert(number(number));
  }

  private String insert(Value.Obj document) {
    try (var transaction = database.begin()) {
      var id = transaction.insert(table(transaction), document).id().toString();
      assertThat(database.commit(transaction)).isInstanceOf(CommitOutcome.Committed.class);
      return id;
    }
  }

  private void change(Consumer<Transaction> change) {
    try (var transaction = database.begin()) {
      change.accept(transaction);
      assertThat(database.commit(transaction)).isInstanceOf(CommitOutcome.Committed.class);
    }
  }

  private <T> T read(Function<Transaction, T> question) {
    try (var transaction = database.begin()) {
      return question.apply(transaction);
    }
  }

  private static Table table(Transaction transaction) {
    return Objects.requireNonNull(transaction.table("tasks"));
  }

  private static Value.Obj text(String text) {
    return Value.Obj.of(Map.of("text", new Value.Text(text)));
  }

  private static Value.Obj number(long number) {
    return Value.Obj.of(Map.of("text", new Value.Int64(number)));
  }

  private static String indexed(String index, String field) {
    return tasks(
        "{\"type\":\"any\"}",
        "[{\"indexDescriptor\":\"%s\",\"fields\":[\"%s\"]}]".formatted(index, field));
  }

  private static String tasks(String documentType, String indexes) {
    return "{\"schemaValidation\":true,\"tables\":[{\"tableName\":\"tasks\",\"documentType\":%s,\"indexes\":%s}]}"
        .formatted(documentType, indexes);
  }

  private static void assertMistake(ThrowingCallable call, String code, String message) {
    assertRefused(call, DeploymentException.Kind.MISTAKE, code, message);
  }

  private static void assertRefused(
      ThrowingCallable call, DeploymentException.Kind kind, String code, String message) {
    assertThatThrownBy(call)
        .hasMessage(message)
        .asInstanceOf(type(DeploymentException.class))
        .satisfies(refusal -> {
          assertThat(refusal.kind()).isEqualTo(kind);
          assertThat(refusal.code()).isEqualTo(code);
        });
  }
}
