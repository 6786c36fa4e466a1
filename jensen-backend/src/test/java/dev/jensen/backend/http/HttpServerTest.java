package dev.jensen.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {

  private static final String KEY = "acme|a-secret:with|signs";
  private static final String CALL = "{\"path\":\"tasks:list\",\"args\":{}}";

  private static Backend backend;
  private static HttpClient client;

  @BeforeAll
  static void start(@TempDir Path data) {
    backend = Backend.start(BackendOptions.defaults(data.resolve("data")).withAdminKey(KEY));
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404", "POST, /api/nothing, 404", "DELETE, /api/query, 405",
    "POST, /version, 405", "GET, /version, 200", "HEAD, /version, 200",
    "GET, /instance_name, 200", "GET, //instance_name, 200", "GET, /metrics, 200",
    "GET, /http/hello, 404", "GET, /, 200"
  })
  void routesHaveTheStatusOfTheProtocol(String method, String path, int status) throws Exception {
    assertThat(send(request(path).method(method, BodyPublishers.noBody())).statusCode())
        .isEqualTo(status);
  }

  @Test
  void prometheusReadsWhatTheServerDoes() throws Exception {
    var unknown = "{\"path\":\"none:none\",\"args\":{}}";
    send(json("/api/query", unknown));

    var metrics = send(request("/metrics").GET()).body();

    assertThat(metrics)
        .contains("jensen_commits_total ")
        .contains("jensen_conflicts_total ")
        .contains("jensen_sessions 0")
        .contains("jensen_workers{for=\"queries and mutations\"}")
        .contains("jvm_memory_used_bytes{");
    assertThat(metrics)
        .containsPattern(
            "jensen_function_calls_total\\{cached=\"false\",outcome=\"failure\",type=\"query\"}"
                + " [1-9]");
  }

  @Test
  void aWrongMethodIsToldTheRightOnes() throws Exception {
    var response = send(request("/api/query").DELETE());

    assertThat(response.headers().firstValue("Allow")).hasValue("POST,GET,HEAD");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void pagesOfAnyOriginMayCallAndSeeErrors() throws Exception {
    var preflight =
        send(
            request("/api/mutation")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Headers", "content-type,convex-client"));
    var failure = send(json("/api/mutation", "{").header("Origin", "https://app.example"));

    assertThat(preflight.statusCode()).isEqualTo(200);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
        .hasValue("content-type,convex-client");
    assertThat(failure.statusCode()).isEqualTo(400);
    assertThat(failure.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://app.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{",
        "[]",
        "{\"path\":\"a:b\"}",
        "{\"args\":{}}",
        "{\"path\":7,\"args\":{}}",
        "{\"path\":\"a:b\",\"args\":{}} x",
        "nonsense"
      })
  void malformedBodiesAreBadRequests(String body) throws Exception {
    var response = send(json("/api/query", body));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).startsWith("{\"code\":\"BadJsonBody\",\"message\":\"");
  }

  @Test
  void anotherContentTypeIsABadRequest() throws Exception {
    var response =
        send(
            request("/api/query")
                .POST(BodyPublishers.ofString(CALL))
                .header("Content-Type", "text/plain"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("BadJsonBody");
  }

  /// A few bytes may become very many; only a push needs that, and proves itself before.
  @Test
  void onlyAPushMayComePacked() throws Exception {
    var call = send(json("/api/query", CALL).header("Content-Encoding", "br"));
    var echo = send(json("/echo", "not packed at all").header("Content-Encoding", "br"));

    assertThat(call.statusCode()).isEqualTo(400);
    assertThat(call.body()).contains("\"code\":\"BadHeader\"", "Content-Encoding");
    assertThat(echo.body()).isEqualTo("not packed at all");
  }

  @Test
  void aBatchHasABound() throws Exception {
    var calls = String.join(",", Collections.nCopies(1001, CALL));

    var response = send(json("/api/query_batch", "{\"queries\":[%s]}".formatted(calls)));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"code\":\"TooManyQueries\"");
  }

  /// A body within its limit may become many times its length once it is read.
  @Test
  void aBodyOfTooManyValuesIsNotRead() throws Exception {
    var values = "0,".repeat(8_000_000);

    var response = send(json("/api/query", "{\"path\":\"a:b\",\"args\":[" + values + "0]}"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("BadJsonBody", "too many values");
  }

  @Test
  void aFormatIsCheckedBeforeTheCall() throws Exception {
    var body = "{\"path\":\"tasks:list\",\"args\":{},\"format\":\"xml\"}";

    assertThat(send(json("/api/query", body)).body()).contains("\"code\":\"BadFormat\"");
  }

  @Test
  void valuesThatCannotBeDecodedFailTheCallAndNotTheRequest() throws Exception {
    var body = "{\"args\":{\"a\":[1,{\"$x\":[2]}],\"b\":3},\"path\":\"tasks:list\"}";

    var response = send(json("/api/query", body));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("Invalid arguments for tasks:list: ");
  }

  @Test
  void anUnknownFunctionIsAResult() throws Exception {
    var response = send(json("/api/query", CALL).header("Convex-Request-Id", "r1"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .startsWith(
            "{\"status\":\"error\",\"errorMessage\":\"[Request ID: r1] Server Error\\nCould not"
                + " find public function for 'tasks:list'.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Convex acme|wrong; 401; BadAdminKey",
        "Convex; 400; InvalidHeaderFailure",
        "Basic dXNlcjpwYXNz; 400; InvalidAdminKey",
        "Bearer not-a-token; 401; InvalidAuthHeader",
        "Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2EifQ.; 401; NoAuthProvider",
        "Convex acme|a-secret:with|signs:%%%; 400; HeaderParseFailure"
      })
  void whoCannotProveWhoTheyAreIsTold(String header, int status, String code) throws Exception {
    var response = send(json("/api/query", CALL).header("Authorization", header));

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains("\"code\":\"%s\"".formatted(code));
    assertThat(response.body()).doesNotContain("a-secret");
  }

  @ParameterizedTest
  @CsvSource({"20, true", "2000000, false"})
  void aConnectionRefusedBeforeItsBodyCameIsKeptOrSaidToBeClosed(int bytes, boolean isKept)
      throws Exception {
    var head =
        """
        POST /api/query HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/json\r
        Authorization: Convex acme|wrong\r
        Content-Length: %d\r
        \r
        """
            .formatted(bytes);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), backend.url().getPort())) {
      socket.setSoTimeout(20_000);
      var out = socket.getOutputStream();
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      out.write(head.getBytes(UTF_8));
      out.flush();
      if (isKept) {
        out.write(new byte[bytes]);
      }
      var refused = headOf(in);
      assertThat(refused.getFirst()).contains("401");
      if (isKept) {
        assertThat(in.skip(Long.parseLong(refused.get(refused.indexOf("Content-Length") + 1))))
            .isPositive();
        out.write("GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
        assertThat(headOf(in).getFirst()).contains("200");
      }
      assertThat(refused.contains("close")).isNotEqualTo(isKept);
    }
  }

  /// The status line, then names and values.
  private static List<String> headOf(BufferedReader in) throws IOException {
    var head = new ArrayList<String>();
    for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.addAll(head.isEmpty() ? List.of(line) : List.of(line.split(": ", 2)));
    }
    return head;
  }

  @ParameterizedTest
  @CsvSource({
    "convex acme|a-secret:with|signs",
    "Convex prod:acme|a-secret:with|signs",
    "Convex preview:team:project|a-secret:with|signs"
  })
  void theAdminKeyIsAcceptedInItsForms(String header) throws Exception {
    var response = send(request("/api/check_admin_key").GET().header("Authorization", header));

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void administrationNeedsTheKey() throws Exception {
    assertThat(send(request("/api/check_admin_key").GET()).statusCode()).isEqualTo(403);
    assertThat(send(json("/api/function", CALL)).body()).contains("\"code\":\"BadDeployKey\"");
    assertThat(send(json("/api/get_config_hashes", "{\"adminKey\":\"x|y\"}")).statusCode())
        .isEqualTo(401);
  }

  @Test
  void timestampsOfOneServerAreReadAgain() throws Exception {
    var timestamp = send(json("/api/query_ts", "")).body();

    var response =
        send(json("/api/query_at_ts", CALL.replace("}}", "},") + timestamp.substring(1)));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(send(json("/api/query_at_ts", CALL.replace("}}", "},\"ts\":\"!\"}"))).statusCode())
        .isEqualTo(400);
  }

  private static HttpRequest.Builder json(String path, String body) {
    return request(path)
        .POST(BodyPublishers.ofString(body))
        .header("Content-Type", "application/json");
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(backend.url() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
