package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `examples/chat` in a real browser: the official React client against a running server.
///
/// What happens in the browser is in `e2e/scenarios.mjs` of the example. Pictures of the page, and
/// of what a failure looked like, are in `target/chat`.
@Tag("conformance")
@Timeout(180)
class ChatTest {

  private static final Path PICTURES = Path.of("target", "chat").toAbsolutePath();

  @TempDir private static Path parent;

  @AutoClose private static CliProject project;

  private static @Nullable HttpServer pages;
  private static Map<String, String> variables;

  @BeforeAll
  static void open() throws IOException {
    var chromium = Chromium.path();
    CliProject.install(parent, "chat");
    project = CliProject.create(parent);
    project.copy("chat", "convex", "src", "e2e", "index.html", "tsconfig.json", "vite.config.ts");
    project.succeed("dev", "--once", "--typecheck", "disable");
    new Programs(project.path("."), Map.of("VITE_CONVEX_URL", project.url()))
        .succeed("npm", "run", "build");
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var server =
        SimpleFileServer.createFileServer(
            address, project.path("dist").toRealPath(), OutputLevel.NONE);
    server.start();
    pages = server;
    Files.createDirectories(PICTURES);
    variables =
        Map.of(
            "CHAT_URL", "http://127.0.0.1:%d/".formatted(server.getAddress().getPort()),
            "CHAT_PICTURES", PICTURES.toString(),
            "VITE_CONVEX_URL", project.url(),
            "CHROMIUM", chromium);
  }

  @AfterAll
  static void close() {
    if (pages != null) {
      pages.stop(0);
    }
  }

  @Test
  void whatOneSendsTheOtherSees() {
    play("live");
  }

  @Test
  void aMessageIsThereBeforeTheServerHasIt() {
    play("optimistic");
  }

  @Test
  void aConfirmedMessageReplacesTheOptimisticOneInOneStep() {
    play("replaced");
  }

  @Test
  void anActionAnswersThePage() {
    play("action");
  }

  @Test
  void olderMessagesAreLoadedPageByPage() {
    play("history");
  }

  @Test
  void theServersErrorIsShown() {
    play("refused");
  }

  @Test
  void whatIsSentDuringAnOutageArrivesOnce() {
    play("offline");
  }

  @Test
  void aMessageWhoseConfirmationIsLostIsThereOnce() {
    play("lostAnswer");
  }

  @Test
  void thePageLooksAsInThePictures() {
    play("looks");

    assertThat(PICTURES.resolve("chat-wide.png")).isNotEmptyFile();
    assertThat(PICTURES.resolve("chat-narrow.png")).isNotEmptyFile();
  }

  private static void play(String scenario) {
    var output =
        new Programs(project.path("."), variables).succeed("node", "e2e/run.mjs", scenario);

    assertThat(output).contains("Played: %s".formatted(scenario));
  }

  @Test
  void openPagesOutliveTheServer() throws IOException {
    var builder = new ProcessBuilder("node", "e2e/run.mjs", "restart");
    builder.directory(project.path(".").toFile()).redirectErrorStream(true);
    builder.environment().putAll(variables);
    var played = builder.start();
    try (var output = played.inputReader();
        var input = played.outputWriter()) {
      CliProject.await(output, "Stop the server.");
      project.stop();
      input.write("\n");
      input.flush();

      CliProject.await(output, "Start the server again.");
      project.startAgain();
      input.write("\n");
      input.flush();

      CliProject.await(output, "Played: restart");
    } finally {
      played.descendants().forEach(ProcessHandle::destroyForcibly);
      played.destroyForcibly();
    }
  }
}
