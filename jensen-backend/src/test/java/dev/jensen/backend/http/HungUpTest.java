package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What HTTP actions learn of callers that go away (`spec/function-runtime.md` §13).
@Timeout(120)
class HungUpTest {

  private static final Pattern STAYED = Pattern.compile("\\{\"aborted\":false}");

  private static AuthenticatedApp app;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    app = new AuthenticatedApp(data, "site");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), URI.create(app.url()).getPort());
  }

  private static void send(Socket socket, String... requests) throws IOException {
    socket.getOutputStream().write(String.join("", requests).getBytes(StandardCharsets.US_ASCII));
  }

  private static String get(String path, String header) {
    return "GET /http%s HTTP/1.1\r\nHost: test\r\n%s\r\n".formatted(path, header);
  }

  private static void awaitNote(String text) throws Exception {
    var call = "{\"path\":\"notes:list\",\"args\":{}}";
    String notes;
    do {
      notes = app.post("/api/query", call, "Convex %s".formatted(AuthenticatedApp.KEY)).body();
      assertThat(notes).contains("success");
    } while (!notes.contains("\"%s\"".formatted(text)));
  }

  @Test
  void theSignalOfARequestIsAbortedWhenItsCallerHangsUp() throws Exception {
    try (var socket = connect()) {
      send(socket, get("/waits", ""));
    }

    awaitNote("AbortError");
  }

  @Test
  void alsoIfTheCallerHasSentABody() throws Exception {
    try (var socket = connect()) {
      send(socket, "POST /http/waits HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\n", "body");
    }

    awaitNote("posted");
  }

  @Test
  void aCallerThatSendsItsNextRequestEarlyHasNotHungUp() throws Exception {
    try (var socket = connect()) {
      send(socket, get("/stays", ""), get("/stays", ""));
      send(socket, get("/stays", ""), get("/stays", "Connection: close\r\n"));

      var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(STAYED.matcher(answers).results()).as(answers).hasSize(4);
    }
  }
}
