package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

@Tag("conformance")
@Timeout(120)
class ServeCommandTest {

  @TempDir Path directory;

  @Test
  void aServerAskedToStopExitsWithZero() {
    try (var server = ServerProcess.start(directory.resolve("data"), log())) {
      assertThat(server.url()).startsWith("http://127.0.0.1:");

      assertThat(server.stop()).isZero();
    }
  }

  @Test
  void aSecondServerOnTheSameDirectoryIsRefusedInOneLine() {
    var data = directory.resolve("data");
    try (var first = ServerProcess.start(data, log())) {
      var second = serve("--data", data.toString(), "--port", "0", "--site-port", "0");

      assertThat(second.status()).isEqualTo(1);
      assertThat(second.output()).hasLineCount(1).contains("in use by another Jensen server");
      assertThat(first.stop()).isZero();
    }
  }

  @Test
  void aPortInUseIsNamedInOneLine() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());

      var ended = serve("--data", directory.resolve("data").toString(), "--port", port);

      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.output()).hasLineCount(1).contains(port).contains("--port");
    }
  }

  @Test
  void aForeignDirectoryIsLeftAlone() throws IOException {
    var foreign = Files.createDirectory(directory.resolve("foreign"));
    Files.writeString(foreign.resolve("thesis.txt"), "mine");

    var ended = serve("--data", foreign.toString(), "--port", "0", "--site-port", "0");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).hasLineCount(1).contains("thesis.txt");
    try (var files = Files.list(foreign)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void anUnknownOptionIsWrongUsage() {
    assertThat(serve("--no-such-option").status()).isEqualTo(2);
    assertThat(serve("--port", "70000").status()).isEqualTo(2);
  }

  @Test
  void theAdminKeyIsThereBeforeAndWhileAServerRuns() {
    var data = directory.resolve("data");
    var before = jensen("admin-key", "--data", data.toString());
    try (var server = ServerProcess.start(data, log())) {
      var during = jensen("admin-key", "--data", data.toString());

      assertThat(before.output()).matches("jensen\\|[0-9a-f]{64}\n");
      assertThat(during.output()).isEqualTo(before.output());
      assertThat(server.stop()).isZero();
    }
  }

  @Test
  void rotatedKeysAreTheOnlyOnesAfterTheNextStart() throws IOException {
    var data = directory.resolve("data");
    String old;
    String token;
    try (var server = ServerProcess.start(data, log())) {
      old = key(data);
      token = serviceToken(server, data);
      assertThat(variables(server, "Convex " + old)).contains("success");
      assertThat(variables(server, "Bearer " + token)).contains("no pattern that allows it");

      var rotated = jensen("admin-key", "--rotate", "--data", data.toString());

      assertThat(rotated.status()).isZero();
      assertThat(rotated.output()).contains(key(data)).doesNotContain(old);
      assertThat(variables(server, "Convex " + old)).contains("success");
      assertThat(server.stop()).isZero();
    }
    try (var server = ServerProcess.start(data, log())) {
      assertThat(variables(server, "Convex " + key(data))).contains("success");
      assertThat(variables(server, "Convex " + old)).contains("BadAdminKey");
      // These are random, and have their own rotation.
      assertThat(variables(server, "Bearer " + token)).contains("no pattern that allows it");
      assertThat(server.stop()).isZero();
    }
  }

  /// What who proves itself like this is answered who asks for the deployment's variables.
  private static String variables(ServerProcess server, String authorization) throws IOException {
    var body = "{\"path\":\"_system/cli/queryEnvironmentVariables\",\"args\":{}}";
    return JsonPost.send("%s/api/query".formatted(server.url()), body, authorization);
  }

  private static String key(Path data) {
    return JensenCommand.printed("admin-key", "--data", data.toString()).strip();
  }

  private static String serviceToken(ServerProcess server, Path data) {
    return JensenCommand.printed(
            "token",
            "create",
            "nightly",
            "--allow",
            "t:f",
            "--url",
            server.url(),
            "--data",
            data.toString())
        .strip();
  }

  @Test
  void requestsAreLoggedAsJsonWithoutTheirTokens() throws Exception {
    try (var server =
            ServerProcess.start(
                directory.resolve("data"), log(), 0, "--log-format", "json", "--log-requests");
        var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("%s/version?token=secret".formatted(server.url())))
              .header("Convex-Request-Id", "known")
              .header("User-Agent", "test")
              .build();

      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(server.stop()).isZero();
    }

    var lines = Files.readAllLines(log()).stream().map(new ObjectMapper()::readTree).toList();
    assertThat(lines)
        .filteredOn(line -> line.path("loggerName").asString().equals("requests"))
        .singleElement()
        .satisfies(line ->
            assertThat(line.path("kvpList").toString())
                .contains("{\"method\":\"GET\"}", "{\"path\":\"/version\"}", "{\"status\":\"200\"}")
                .contains("{\"requestId\":\"known\"}", "{\"userAgent\":\"test\"}"));
    assertThat(Files.readString(log())).doesNotContain("secret");
  }

  @Test
  void noWorkerOutlivesAKilledServer() {
    try (var server = ServerProcess.start(directory.resolve("data"), log())) {
      var workers = ProcessHandle.of(server.pid()).orElseThrow().descendants().toList();

      server.kill();

      assertThat(workers).isNotEmpty();
      workers.forEach(worker -> worker.onExit().join());
    }
  }

  @Test
  void aDamagedFileIsNamedInOneLineAndNothingIsChanged() throws IOException {
    var data = directory.resolve("data");
    try (var server = ServerProcess.start(data, log())) {
      assertThat(server.stop()).isZero();
    }
    var damaged = manifest(data);
    var bytes = Files.readAllBytes(damaged);
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);

    var ended = serve("--data", data.toString(), "--port", "0", "--site-port", "0");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).hasLineCount(1).contains(data.toString()).contains("damaged");
    assertThat(manifest(data)).isEqualTo(damaged).hasBinaryContent(bytes);
  }

  private static Path manifest(Path data) throws IOException {
    try (var files = Files.walk(data)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Path log() {
    return directory.resolve("server.log");
  }

  private Programs.Ended serve(String... options) {
    var arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(Arrays.asList(options));
    return jensen(arguments.toArray(String[]::new));
  }

  private Programs.Ended jensen(String... arguments) {
    return JensenCommand.run(directory, arguments);
  }
}
