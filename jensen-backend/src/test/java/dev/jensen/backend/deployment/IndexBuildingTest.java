package dev.jensen.backend.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.query.DocumentStream;
import dev.jensen.backend.query.Query;
import dev.jensen.backend.query.QueryParser;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.storage.WatchedFills;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What pushes do with indexes while these are being filled.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IndexBuildingTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String BY_TEXT = index("by_text", "text");
  private static final String BY_OTHER = index("by_other", "other");

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final FillGate fills = new FillGate();
  private final MemoryPersistence disk = new MemoryPersistence();
  private Database database = Database.open(new WatchedFills(disk, fills), world);
  private Deployment deployment = new Deployment(world, database, new ScriptedModules());

  @BeforeEach
  void start() {
    deployment.start(new Origins("http://cloud", "http://site"));
    push(schema(tasks("", "")));
    insert("hello");
  }

  @AfterEach
  void stop() {
    deployment.close();
    database.close();
  }

  @Test
  void nobodyWaitsForAStagedIndex() throws Exception {
    fills.holdAfter(0);
    push(schema(tasks("", BY_TEXT)));
    fills.awaitHeld();

    push(schema(tasks(BY_OTHER, BY_TEXT)));

    assertThat(stateOf("by_other")).isEqualTo(Index.State.ENABLED);
    assertThat(count("by_other")).isEqualTo(1);
    assertThat(stateOf("by_text")).isEqualTo(Index.State.BACKFILLING);
    assertThatThrownBy(() -> count("by_text"))
        .hasMessage("Index tasks.by_text is currently backfilling and not available to query yet.");
    fills.release();
    awaitState("by_text", Index.State.READY);
  }

  @Test
  void anIndexIsWaitedForInAnySchemaThatStagesOthers() throws Exception {
    fills.holdAfter(1);

    push(schema(tasks(BY_OTHER, BY_TEXT)));

    fills.awaitHeld();
    assertThat(stateOf("by_other")).isEqualTo(Index.State.ENABLED);
    assertThat(stateOf("by_text")).isEqualTo(Index.State.BACKFILLING);
    fills.release();
    awaitState("by_text", Index.State.READY);
  }

  @Test
  void aPromotedIndexIsNotFilledAgain() {
    push(schema(tasks("", BY_TEXT)));
    awaitState("by_text", Index.State.READY);
    assertThatThrownBy(() -> count("by_text"))
        .hasMessage(
            "Index tasks.by_text is currently staged and not available to query until it is"
                + " enabled.");
    var staged = find("by_text");
    int before = fills.fills();

    push(schema(tasks(BY_TEXT, "")));

    assertThat(fills.fills()).isEqualTo(before);
    assertThat(find("by_text").id()).isEqualTo(staged.id());
    assertThat(count("by_text")).isEqualTo(1);
  }

  @Test
  void anIndexThatIsPromotedWhileItIsFilledIsWaitedForAndNotFilledAgain() throws Exception {
    fills.holdAfter(0);
    push(schema(tasks("", BY_TEXT)));
    fills.awaitHeld();

    var promoting = deployment.startPush(schema(tasks(BY_TEXT, "")).build());
    var meanwhile = status(promoting, 0);
    fills.release();
    var then = status(promoting, 10_000);
    deployment.finishPush(finish(promoting));

    assertThat(meanwhile.path("type").asString()).isEqualTo("inProgress");
    assertThat(then.path("type").asString()).isEqualTo("complete");
    assertThat(count("by_text")).isEqualTo(1);
    assertThat(fills.fills()).isEqualTo(1);
  }

  @Test
  void anEnabledIndexCanBeStagedAgain() {
    push(schema(tasks(BY_TEXT, "")));
    int before = fills.fills();

    push(schema(tasks("", BY_TEXT)));

    assertThat(stateOf("by_text")).isEqualTo(Index.State.READY);
    push(schema(tasks(BY_TEXT, "")));
    assertThat(count("by_text")).isEqualTo(1);
    assertThat(fills.fills()).isEqualTo(before);
  }

  @Test
  void anIndexUnderAnotherNameIsAnotherIndex() {
    push(schema(tasks(BY_TEXT, "")));
    var renaming = deployment.startPush(schema(tasks(index("by_content", "text"), "")).build());
    assertThat(status(renaming, 10_000).path("type").asString()).isEqualTo("complete");
    assertThat(count("by_text")).isEqualTo(1);

    deployment.finishPush(finish(renaming));

    assertThat(count("by_content")).isEqualTo(1);
    assertThatThrownBy(() -> count("by_text")).hasMessage("Index tasks.by_text not found.");
  }

  @Test
  void aWaitingPushLearnsHowManyIndexesAreBuilt() throws Exception {
    push(schema(tasks("", ""), table("notes", "", "")));
    fills.holdAfter(1);
    var push = schema(tasks(BY_TEXT, index("by_staged", "third")), table("notes", BY_OTHER, ""));
    var answer = deployment.startPush(push.build());
    fills.awaitHeld();

    var waiting = status(answer, 0);
    fills.release();
    var then = status(answer, 10_000);

    assertThat(waiting.toString()).isEqualTo(inProgress(1, 2));
    assertThat(then.toString()).isEqualTo("{\"type\":\"complete\"}");
  }

  @Test
  void aStagedIndexIsFilledOnAfterARestart() throws Exception {
    fills.holdAfter(0);
    push(schema(tasks("", BY_TEXT)));
    fills.awaitHeld();

    restart();

    awaitState("by_text", Index.State.READY);
  }

  @Test
  void anUnfinishedPushIsWorkedOnAfterARestart() throws Exception {
    fills.holdAfter(0);
    var push = schema(tasks(BY_TEXT, ""));
    var _ = deployment.startPush(push.build());
    fills.awaitHeld();

    restart();

    awaitState("by_text", Index.State.READY);
  }

  private void restart() {
    deployment.close();
    fills.fail();
    database.close();
    database = Database.open(disk, world);
    deployment = new Deployment(world, database, new ScriptedModules());
    deployment.start(new Origins("http://cloud", "http://site"));
  }

  private void push(PushBuilder push) {
    var answer = deployment.startPush(push.build());
    assertThat(status(answer, 10_000).path("type").asString()).isEqualTo("complete");
    var _ = deployment.finishPush(finish(answer));
  }

  private JsonNode status(JsonNode answer, int timeoutMs) {
    return deployment.waitForSchema(
        JSON.createObjectNode()
            .put("timeoutMs", timeoutMs)
            .set("schemaChange", answer.path("schemaChange")));
  }

  private static ObjectNode finish(JsonNode answer) {
    return JSON.createObjectNode().putNull("message").set("startPush", answer);
  }

  private static String inProgress(int built, int total) {
    return """
    {"type":"inProgress","components":{"":{"schemaValidationComplete":true,\
    "indexesComplete":%d,"indexesTotal":%d}}}\
    """
        .formatted(built, total);
  }

  private void insert(String text) {
    var fields = Value.Obj.of(Map.of("text", new Value.Text(text)));
    var _ =
        database.transact(transaction ->
            transaction.insert(Objects.requireNonNull(transaction.table("tasks")), fields));
  }

  private void awaitState(String index, Index.State state) {
    while (stateOf(index) != state) {
      Thread.onSpinWait();
    }
  }

  private Index.State stateOf(String index) {
    return find(index).state();
  }

  private Index find(String name) {
    var table = database.<@Nullable Table>read(transaction -> transaction.table("tasks"));
    return Objects.requireNonNull(Objects.requireNonNull(table).index(name));
  }

  /// How many documents a function would find by the index.
  private int count(String index) {
    var json =
        """
        {"source":{"type":"IndexRange","indexName":"tasks.%s","range":[],"order":null},\
        "operators":[]}\
        """
            .formatted(index);
    try (var parser = JSON.createParser(json);
        var transaction = database.begin();
        var stream = DocumentStream.open(transaction, query(parser))) {
      int count = 0;
      while (stream.next() != null) {
        count++;
      }
      return count;
    }
  }

  private static Query query(JsonParser parser) {
    var _ = parser.nextToken();
    return QueryParser.parse(parser);
  }

  private static PushBuilder schema(String... tables) {
    return new PushBuilder()
        .schema(
            "{\"schemaValidation\":true,\"tables\":[%s]}"
                .formatted(String.join(",", List.of(tables))));
  }

  private static String tasks(String indexes, String staged) {
    return table("tasks", indexes, staged);
  }

  private static String table(String name, String indexes, String staged) {
    return """
    {"tableName":"%s","documentType":{"type":"any"},"indexes":[%s],"stagedDbIndexes":[%s]}\
    """
        .formatted(name, indexes, staged);
  }

  private static String index(String name, String field) {
    return "{\"indexDescriptor\":\"%s\",\"fields\":[\"%s\"]}".formatted(name, field);
  }
}
