package dev.jensen.backend.function.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.function.javascript.DeployedApp;
import dev.jensen.backend.function.javascript.JavaScriptRuntime;
import dev.jensen.backend.function.javascript.Runtimes;
import dev.jensen.backend.function.javascript.TestApp;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How the only `node` process of a server is used, and what becomes of it.
@Timeout(300)
class NodeProcessesTest {

  /// More than a call takes that ends by itself, on a busy machine.
  private static final Duration TIME_MAX = Duration.ofSeconds(15);

  @TempDir private static Path directory;

  private static JavaScriptRuntime others;
  private static ExecutorService threads;

  private EnvironmentRuntime runtime;
  private DeployedApp app;

  @BeforeAll
  static void startOthers() {
    others = Runtimes.start();
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterAll
  static void stopOthers() {
    threads.close();
    others.close();
  }

  @BeforeEach
  void start() {
    var options = NodeRuntimes.limited(directory, 1, Duration.ofMillis(100), TIME_MAX);
    runtime = NodeRuntimes.start(options, others);
    app = new DeployedApp(runtime, TestApp.load("node"), Map.of());
  }

  @AfterEach
  void stop() {
    app.close();
    runtime.close();
  }

  private FunctionResult run(String path) {
    return app.run(FunctionType.ACTION, path, "{}", new Identity.Unknown());
  }

  private Future<FunctionResult> beginToWait() {
    var running = threads.submit(() -> run("work:waits"));
    while (!app.query("notes:list", "{}").contains("waiting")) {
      assertThat(running.isDone()).isFalse();
    }
    return running;
  }

  @Test
  void itIsStartedForTheFirstActionAndKeepsItsModules() {
    assertThat(runtime.pids()).isEmpty();

    assertThat(DeployedApp.success(run("work:counts"))).isEqualTo("1");
    assertThat(DeployedApp.success(run("work:counts"))).isEqualTo("2");
    assertThat(runtime.pids()).hasSize(1);
  }

  @Test
  void whatAnActionLeavesBehindCanDoNothing() {
    var left = run("work:leaves");
    var heard = run("work:hears");
    for (int i = 0; i < 5 && !DeployedApp.success(heard).contains(pid(left)); i++) {
      // The process was given up: what was left came in the middle of the next call.
      left = run("work:leaves");
      heard = run("work:hears");
    }

    assertThat(left.logLines())
        .extracting(LogLine::toString)
        .containsExactly(
            "[WARN] You have an outstanding mutation call. Operations should be awaited or they"
                + " might not run. See"
                + " https://docs.convex.dev/functions/actions#dangling-promises for more"
                + " information.");
    assertThat(heard.logLines()).isEmpty();
    assertThat(DeployedApp.success(heard))
        .contains(
            pid(left),
            "\"told\":\"Leftover state detected. This typically happens if there are dangling"
                + " promises from a previous request. Did you forget to await your promises?\"");
    assertThat(app.query("notes:list", "{}")).doesNotContain("too late");
  }

  private static String pid(FunctionResult left) {
    return "\"pid\":%s".formatted(DeployedApp.success(left));
  }

  @Test
  void oneThatTakesTooLongIsEnded() {
    assertThat(DeployedApp.failure(run("work:loops")))
        .isEqualTo("Action `loops` execution timed out (maximum duration 15s)\n");
    assertThat(DeployedApp.success(run("work:counts"))).isEqualTo("1");
  }

  @Test
  void whoeverWaitsTooLongIsRefused() throws Exception {
    var running = beginToWait();

    assertThatThrownBy(() -> run("work:counts"))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("Too many Node.js actions");
    kill();
    running.get();
  }

  @Test
  void aKilledProcessIsReplaced() throws Exception {
    var running = beginToWait();

    kill();

    assertThat(message(running))
        .isEqualTo(
            "Action `waits` failed: its Node.js process ended unexpectedly (its exit code was"
                + " 137)\n");
    assertThat(DeployedApp.success(run("work:counts"))).isEqualTo("1");
  }

  @Test
  void aProcessKilledBetweenTwoActionsIsReplaced() {
    run("work:counts");

    runtime
        .pids()
        .forEach(pid -> {
          var process = ProcessHandle.of(pid).orElseThrow();
          process.destroyForcibly();
          process.onExit().join();
        });

    assertThat(DeployedApp.success(run("work:counts"))).isEqualTo("1");
  }

  private void kill() {
    runtime.pids().forEach(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());
  }

  private static String message(Future<FunctionResult> running)
      throws InterruptedException, ExecutionException {
    return DeployedApp.failure(running.get());
  }
}
