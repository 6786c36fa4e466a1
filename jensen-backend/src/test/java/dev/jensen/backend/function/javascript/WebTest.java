package dev.jensen.backend.function.javascript;

import static dev.jensen.backend.function.javascript.DeployedApp.failure;
import static dev.jensen.backend.function.javascript.DeployedApp.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The web platform in actions (`spec/function-runtime.md` §§11, 12.2). Most of it is tested where
/// it is used, in `apps/web`: each function returns which of its checks failed.
@Timeout(120)
class WebTest {

  private static final String REFUSED =
      "Can't use %s in queries and mutations. Please consider using an action. See"
          + " https://docs.convex.dev/functions/actions for more details.";

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
            "[\"POST\",\"https://x.org/a?b\",\"1, 2\",{\"body\":\"bm9uZQ==\",\"headerPairs\":"
                + "[[\"set-cookie\",\"a\"],[\"set-cookie\",\"b\"],"
                + "[\"content-type\",\"text/plain;charset=UTF-8\"]],\"status\":201,"
                + "\"statusText\":\"\",\"streamId\":null},null,"
                + "\"Error: HTTP actions must return a Response\"]");
  }

  @Test
  void realLibrariesRun() {
    assertThat(act("libraries:zod")).isEqualTo("[\"Ada\",1815,false,\"too_small\"]");
    assertThat(act("libraries:hono"))
        .isEqualTo(
            "[200,{\"hello\":\"ann\",\"q\":\"1\"},\"*\",201,\"b 5\",404,\"nothing here\"]");
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
        .isEqualTo(
            "[\"Unknown async operation jensen/sleep\",\"Unknown operation jensen/sleep\"]");
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
            .formatted(
                server.url(), server.otherUrl(), server.insecureUrl(), "http://127.0.0.1:1");
    return app.run(FunctionType.ACTION, path, arguments, new Identity.Unknown());
  }

  private static String act(String path) {
    return success(run(path));
  }
}
