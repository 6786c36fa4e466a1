package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Whatever bytes come, the server answers with a mistake of the client's or closes the connection,
/// and goes on.
class HttpFuzzTest {

  private static final int WAIT_MAX_MILLIS = 20_000;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

  /// Answers to what is no HTTP of a version or encoding that anybody speaks.
  private static final Set<Integer> NOT_HTTP = Set.of(501, 505);

  private static final byte[] SOUND =
      "GET /version HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final List<String> REQUESTS =
      List.of(
          request("/api/query", "{\"path\":\"tasks:list\",\"args\":[{}],\"format\":\"json\"}"),
          request("/api/mutation", "{\"path\":\"a/b:c\",\"args\":{\"n\":{\"$integer\":\"AQ==\"}}}"),
          request("/api/function", "{\"path\":\"x\",\"args\":[null]}"),
          request("/api/run/a/b", "{\"args\":{}}"),
          request("/api/query_batch", "{\"queries\":[]}"),
          request("/api/deploy2/start_push", "{\"functions\":[]}"),
          "GET /api/query?path=a:b&args=%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /version HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a.b.c\r\n\r\n");

  private static Backend backend;

  @BeforeAll
  static void start(@TempDir Path data) {
    backend = Backend.start(BackendOptions.defaults(data.resolve("data")).withAdminKey("a|b"));
  }

  @AfterAll
  static void stop() {
    backend.close();
  }

  @Seeded(runs = 500)
  void damagedRequestsHarmNobody(RandomGenerator random) throws IOException {
    String answer = exchange(damaged(random));

    assertThat(answer)
        .satisfiesAnyOf(
            text -> assertThat(text).isEmpty(), text -> assertThat(text).startsWith("HTTP/1."));
    for (Matcher status = STATUS.matcher(answer); status.find(); ) {
      int code = Integer.parseInt(status.group(1));
      assertThat(code < 500 || NOT_HTTP.contains(code)).as(answer).isTrue();
    }
    try (var socket = connect()) {
      socket.getOutputStream().write(SOUND);
      assertThat(text(socket)).startsWith("HTTP/1.1 200");
    }
  }

  private static byte[] damaged(RandomGenerator random) {
    byte[] bytes =
        REQUESTS.get(random.nextInt(REQUESTS.size())).getBytes(StandardCharsets.US_ASCII);
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) "{}[]\",:\\ \r\n0e-".charAt(random.nextInt(14));
    }
    return bytes;
  }

  /// Sends `bytes` and no more, and waits for the end of the answer.
  private static String exchange(byte[] bytes) throws IOException {
    try (var socket = connect()) {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return text(socket);
    }
  }

  private static Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), backend.url().getPort());
    socket.setSoTimeout(WAIT_MAX_MILLIS);
    return socket;
  }

  private static String text(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static String request(String path, String body) {
    return "POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, body.length(), body);
  }
}
