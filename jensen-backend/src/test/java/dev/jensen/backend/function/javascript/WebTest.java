package dev.jensen.backend.function.javascript;

import static dev.jensen.backend.function.javascript.DeployedApp.failure;
import static dev.jensen.backend.function.javascript.DeployedApp.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.function.web.ActionIo;
import dev.jensen.backend.function.web.WebClient;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.world.SystemWorld;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The web platform in actions (`spec/function-runtime.md` §§11, 12.2). Most of it is tested where
/// it is used, in `apps/web`: each function returns which of its checks failed.
@Timeout(120)
class WebTest {

  private static final String REFUSED =
      "Can't use %s in queries and mutations. Please consider using an action. See"
          + " https://docs.convex.dev/functions/actions for more details.";

  private static final String NOTHING_LOST = "{\"lost\":[],\"many\":true}";

  private static final SystemWorld WORLD = new SystemWorld();

  private static JavaScriptRuntime runtime;
  private static DeployedApp app;
  private static WebServer server;

  @BeforeAll
  static void start() {
    runtime = Runtimes.start();
    app = new DeployedApp(runtime, "web");
    server = new WebServer();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    app.close();
    runtime.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "streams:reading",
        "streams:piping",
        "events:events",
        "events:aborting",
        "events:timers",
        "types:headers",
        "types:blobs",
        "types:forms",
        "types:requests",
        "types:responses",
        "network:sending",
        "network:receiving",
        "network:redirects",
        "network:failures",
        "network:aborting"
      })
  void allChecksHold(String path) {
    assertThat(act(path)).isEqualTo("[]");
  }

  /// However flows overlap, each sees what its own code was run with.
  @Seeded(runs = 5)
  void storesFollowTheirFlows(RandomGenerator random) {
    int first = random.nextInt(1 << 30);

    assertThat(played(FunctionType.ACTION, "flows:inAction", first, 100)).isEqualTo(NOTHING_LOST);
    assertThat(played(FunctionType.QUERY, "flows:inQuery", first, 20)).isEqualTo(NOTHING_LOST);
  }

  private static String played(FunctionType type, String path, int first, int count) {
    var arguments = "{\"first\":%d,\"count\":%d}".formatted(first, count);
    return success(app.run(type, path, arguments, new Identity.Unknown()));
  }

  @Test
  void storagesAndPromisesBehaveAsNodesDo() {
    assertThat(app.query("flows:details", "{}"))
        .isEqualTo(
            "{\"after\":[\"undefined\",\"undefined\"],\"bound\":1,"
                + "\"entered\":[\"5\",\"undefined\"],\"left\":[\"undefined\",\"4\"],"
                + "\"promises\":[\"true\",\"true\",\"true\",\"true\",\"true\",\"Promise\","
                + "\"1,1,2\",\"told\"],\"snapshot\":2,\"thrown\":true}");
  }

  @Test
  void aResponseIsThereBeforeItsEnd() {
    assertThat(act("network:firstPiece")).isEqualTo("[\"first\",\"second\",true]");
  }

  @Test
  void aRequestIsSentBeforeItsEnd() {
    assertThat(act("network:firstWritten")).isEqualTo("\"seen\"");
  }

  @Test
  void whatIsLeftOpenIsClosedAtTheEnd() throws Exception {
    assertThat(act("network:leavesOpen")).isEqualTo("200");

    assertThat(server.hungUp.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anAbortReachesWhatWaits() {
    assertThat(act("network:abortWhileWaiting"))
        .isEqualTo("[\"TimeoutError\",\"TimeoutError\",\"AbortError\"]");
  }

  @Test
  void theRouterGetsRequestsAndHandsOverResponses() {
    assertThat(act("network:routed"))
        .isEqualTo(
            "[\"POST\",\"https://x.org/a?b\",\"1, 2\",{\"headerPairs\":"
                + "[[\"set-cookie\",\"a\"],[\"set-cookie\",\"b\"],"
                + "[\"content-type\",\"text/plain;charset=UTF-8\"]],\"status\":201,"
                + "\"statusText\":\"\",\"streamId\":null,\"text\":\"none\"},null,"
                + "\"Error: HTTP actions must return a Response\"]");
  }

  @Test
  void blobsTravelBothWays() {
    try (var io = new ActionIo(WORLD, new WebClient(WORLD))) {
      var code = TestApp.load("web").code("blobs", Map.of());
      var files = new FileKeeper(io);
      var ended =
          new AppRunner(runtime, code)
              .run("network.js:stored", FunctionType.ACTION, "[{}]", 7, files);

      assertThat(ended.outcome())
          .isEqualTo(
              new Execution.Outcome.Returned(
                  "[\"file1\",1000003,\"x/y\",\"\\u0007end\",\"\",\"plain\",null,"
                      + "\"Error: store() expects a Blob. If you are trying to store a Request,"
                      + " `await request.blob()` will give you the correct input.\","
                      + "\"Error: storage.get requires a string storageId but received 5\"]"));
      assertThat(files.digests).containsExactly("", "digest");
    }
  }

  /// Keeps files in memory.
  private static final class FileKeeper implements Syscalls {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ActionIo io;
    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> types = new ConcurrentHashMap<>();
    private final List<String> digests = new CopyOnWriteArrayList<>();

    private FileKeeper(ActionIo io) {
      this.io = io;
    }

    @Override
    public List<SyscallReply> perform(List<Syscall> batch, FunctionRuntime nested) {
      return batch.stream()
          .<SyscallReply>map(call -> new SyscallReply.Result(answer(call)))
          .toList();
    }

    private String answer(Syscall call) {
      var arguments = JSON.readTree(call.arguments());
      return switch (call.operation()) {
        case "jensen/storeBlob" -> store(arguments);
        case "jensen/getBlob" -> get(arguments);
        default -> io.call(call.operation(), call.arguments());
      };
    }

    private String store(JsonNode arguments) {
      try (var written = io.written(arguments.get("handle").asLong())) {
        byte[] content = written.readAllBytes();
        assertThat(content).hasSize(arguments.get("size").asInt());
        digests.add(arguments.get("sha256").asString(""));
        String id = "file%d".formatted(digests.size());
        contents.put(id, content);
        types.put(id, arguments.get("contentType"));
        return "\"%s\"".formatted(id);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private String get(JsonNode arguments) {
      String id = arguments.get("storageId").asString();
      byte[] content = contents.get(id);
      if (content == null) {
        return "null";
      }
      io.offer(arguments.get("handle").asLong(), new ByteArrayInputStream(content));
      return "{\"contentType\":%s}".formatted(types.get(id));
    }
  }

  @Test
  void realLibrariesRun() {
    assertThat(act("libraries:zod")).isEqualTo("[\"Ada\",1815,false,\"too_small\"]");
    assertThat(act("libraries:hono"))
        .isEqualTo("[200,{\"hello\":\"ann\",\"q\":\"1\"},\"*\",201,\"b 5\",404,\"nothing here\"]");
    assertThat(act("libraries:openai"))
        .isEqualTo(
            "[\"Who is there? Me.\",[\"Who \",\"is \",\"there? \",\"Me.\"],\"401 Incorrect API"
                + " key\"]");
  }

  @Test
  void effectsAreRefusedOutsideOfActions() {
    String refused =
        "[\"%s\",\"%s\",\"%s\",\"%s\",\"cleared\"]"
            .formatted(
                REFUSED.formatted("fetch()"),
                REFUSED.formatted("setTimeout"),
                REFUSED.formatted("setInterval"),
                REFUSED.formatted("formData()"));

    assertThat(app.query("phases:effectsInQuery", "{}")).isEqualTo(refused);
    assertThat(app.mutate("phases:effectsInMutation", "{}")).isEqualTo(refused);
    assertThat(app.query("phases:effectsAtImport", "{}"))
        .isEqualTo(
            "[\"fetch() unsupported at import time\",\"setTimeout unsupported at import time\","
                + "\"setInterval unsupported at import time\"]");
  }

  @Test
  void whatHasNoEffectsWorksEverywhere() {
    assertThat(app.query("phases:missing", "{}")).isEqualTo("[]");
    assertThat(app.query("phases:harmless", "{}"))
        .isEqualTo("[\"through\",\"text\",2,\"b\",\"GET\",true]");
  }

  @Test
  void whatModulesHoldSurvivesInTheSnapshot() {
    assertThat(act("phases:fromSnapshot")).isEqualTo("[\"heard\",\"early\",\"early.txt\",\"1\"]");
  }

  @Test
  void theHostsOwnOperationsAreOutOfReach() {
    assertThat(act("phases:reachesHost"))
        .isEqualTo("[\"Unknown async operation jensen/sleep\",\"Unknown operation jensen/sleep\"]");
  }

  @Test
  void webAssemblyRuns() {
    assertThat(act("phases:webAssembly")).isEqualTo("5");
  }

  @Test
  void whatATimerThrowsFailsTheAction() {
    assertThat(failure(run("phases:throwsInTimer")))
        .startsWith("Uncaught RangeError: from a timer");
  }

  @Test
  void timersKeepNoActionAlive() {
    assertThat(act("phases:leavesTimer")).isEqualTo("\"done\"");
    assertThat(app.completions.getLast().logLines()).isEmpty();
    assertThat(failure(run("phases:waitsForNothing")))
        .startsWith("Returned promise will never resolve");
  }

  @Test
  void whatIsNotAwaitedIsWarnedOf() {
    assertThat(act("network:leavesFetch")).isEqualTo("null");

    assertThat(app.completions.getLast().logLines())
        .extracting(LogLine::toString)
        .singleElement()
        .asString()
        .contains("2 unawaited operations: [fetch, ReadableStream].");
  }

  private static FunctionResult run(String path) {
    String arguments =
        "{\"streamId\":null,\"base\":\"%s\",\"other\":\"%s\",\"insecure\":\"%s\",\"closed\":\"%s\"}"
            .formatted(server.url(), server.otherUrl(), server.insecureUrl(), "http://127.0.0.1:1");
    return app.run(FunctionType.ACTION, path, arguments, new Identity.Unknown());
  }

  private static String act(String path) {
    return success(run(path));
  }
}
