package dev.jensen.backend.function.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.Completion;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.javascript.DeployedApp;
import dev.jensen.backend.function.javascript.JavaScriptRuntime;
import dev.jensen.backend.function.javascript.Runtimes;
import dev.jensen.backend.function.javascript.TestApp;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What actions of `"use node"` modules can do (`spec/function-runtime.md` §13a).
@Timeout(300)
class NodeActionsTest {

  private static JavaScriptRuntime others;
  private static EnvironmentRuntime runtime;
  private static DeployedApp app;

  @BeforeAll
  static void start(@TempDir Path directory) {
    others = Runtimes.start();
    runtime = NodeRuntimes.start(directory, others);
    app = new DeployedApp(runtime, TestApp.load("node"), Map.of("GREETING", "hello"));
  }

  @AfterAll
  static void stop() {
    app.close();
    runtime.close();
    others.close();
  }

  private static FunctionResult run(String path, String arguments) {
    return app.run(FunctionType.ACTION, path, arguments, new Identity.Unknown());
  }

  private static String success(String path) {
    return DeployedApp.success(run(path, "{}"));
  }

  private static String failure(String path) {
    return DeployedApp.failure(run(path, "{}"));
  }

  private static List<String> lines(FunctionResult result) {
    return result.logLines().stream().map(LogLine::toString).toList();
  }

  @Test
  void theyCallWhatIsDeployed() {
    var user =
        new Identity.User(
            (Value.Obj) JsonFormat.ENCODED.read("{\"subject\":\"a\",\"name\":\"Ada\"}"), false);

    var result = DeployedApp.success(app.run(FunctionType.ACTION, "work:calls", "{}", user));

    assertThat(result)
        .contains("\"one\"", "\"three\"", "\"two\"", "\"who\":\"Ada\"")
        .contains("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb")
        .doesNotContain("tomorrow");
    assertThat(app.completions)
        .filteredOn(completion -> completion.type() != FunctionType.ACTION)
        .isNotEmpty()
        .allMatch(completion -> completion.caller() == Caller.ACTION)
        .noneMatch(Completion::isInNode);
    assertThat(app.completions.getLast())
        .returns(true, Completion::isInNode)
        .returns(Caller.HTTP_API, Completion::caller);
  }

  @Test
  void theyAreCalledFromTheOtherRuntime() {
    assertThat(DeployedApp.success(run("notes:hashed", "{\"text\":\"a\"}")))
        .isEqualTo("\"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb\"");
  }

  @Test
  void theyStoreAndGetFiles() {
    assertThat(success("work:files"))
        .contains("\"type\":\"image/png\"", "\"size\":300000", "\"same\":true", "\"after\":null")
        .contains("\"wrong\":\"Sha256 mismatch. Expected: ");
  }

  @Test
  void theyHaveNodeAndInstalledPackagesAndVariables() {
    assertThat(success("work:platform"))
        .contains("\"text\":\"written\"", "\"hour\":3600000", "\"required\":\"function\"")
        .contains("\"zone\":\"UTC\"", "\"variable\":\"hello\"");
  }

  @Test
  void theirConsoleIsThatOfTheOtherRuntime() {
    var lines = lines(run("work:logs", "{}"));

    assertThat(lines)
        .hasSize(256)
        .startsWith("[LOG] 'hello' {\n  n: 1\n}", "[WARN] Map (1) {\n  'k' => 1\n}", "[INFO] 0")
        .endsWith("[ERROR] Log overflow (maximum 256). Remaining log lines omitted.");
  }

  @Test
  void errorsTellWhereInTheSourceTheyWereThrown() {
    assertThat(failure("work:breaks"))
        .startsWith("Uncaught TypeError: broken in Node\n    at deeper (../convex/work.ts:")
        .contains("(../convex/work.ts:")
        .doesNotContain("node:internal", "file:", "_deps");
  }

  @Test
  void errorsOfTheApplicationKeepTheirData() {
    var failure = (FunctionResult.Failure) run("work:throws", "{}");

    assertThat(failure.message()).startsWith("Uncaught ConvexError: {\"code\":7}");
    assertThat(JsonFormat.ENCODED.write(Objects.requireNonNull(failure.data())))
        .isEqualTo("{\"code\":7}");
    assertThat(success("work:nested"))
        .isEqualTo(
            "{\"data\":{\"count\":{\"$integer\":\"AwAAAAAAAAA=\"},\"why\":\"empty\"},\"is\":true}");
  }

  @Test
  void whatNobodyCatchesEndsThem() {
    assertThat(failure("work:rejects")).startsWith("Uncaught Error: nobody caught this\n");
    assertThat(failure("work:throwsLater")).startsWith("Uncaught Error: out of a timer\n");
    assertThat(failure("work:exits")).startsWith("Uncaught Error: process.exit(3) was called");
  }

  @Test
  void aProcessThatDiesTakesOneActionWithIt() {
    assertThat(failure("work:aborts"))
        .startsWith("Action `aborts` failed: its Node.js process ended unexpectedly");
    assertThat(failure("work:fills"))
        .isEqualTo("JavaScript execution ran out of memory (maximum memory usage: 512 MB)\n");
    assertThat(DeployedApp.success(run("work:echo", "{\"text\":\"again\"}"))).isEqualTo("5");
  }

  @Test
  void moreThanAThousandCallsAtOnceAreRefused() {
    assertThat(DeployedApp.success(run("work:many", "{\"count\":1010}")))
        .isEqualTo(
            "{\"refused\":10,\"why\":\"Too many concurrent operations. See"
                + " https://docs.convex.dev/functions/actions#limits for more information.\"}");
  }

  @Test
  void largeArgumentsAreRefused() {
    var arguments = "{\"text\":\"%s\"}";

    assertThat(DeployedApp.success(run("work:echo", arguments.formatted("x".repeat(5_000_000)))))
        .isEqualTo("5000000");
    assertThat(DeployedApp.failure(run("work:echo", arguments.formatted("x".repeat(6_000_000)))))
        .startsWith("Node actions arguments size is too large. The maximum size is 5 MiB.");
  }

  @Test
  void theDatabaseIsNotThere() {
    assertThat(success("work:database"))
        .contains("used outside of a query or mutation", "Unknown operation 1.0/nothing");
  }
}
