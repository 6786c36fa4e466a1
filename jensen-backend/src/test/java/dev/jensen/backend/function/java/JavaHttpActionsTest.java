package dev.jensen.backend.function.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.StartupException;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.Functions;
import dev.jensen.functions.HttpAction;
import dev.jensen.functions.HttpAction.Method;
import dev.jensen.functions.Internal;
import dev.jensen.functions.Request;
import dev.jensen.functions.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// HTTP actions in Java beside those in TypeScript.
@Timeout(120)
class JavaHttpActionsTest {

  private static final String KEY = "acme|secret";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path data;

  private static Backend backend;

  @BeforeAll
  static void start() throws Exception {
    backend =
        start(
            data,
            FunctionApp.of(new Site(), new Chat(), new Tasks())
                .withTables(Message.class, Task.class, User.class));
    new Administrator(backend, KEY).push("site");
  }

  private static Backend start(Path directory, FunctionApp app) {
    return Backend.start(
        BackendOptions.defaults(directory).withAdminKey(KEY), JavaFunctions.of(app, "1"));
  }

  @AfterAll
  static void stop() {
    HTTP.shutdownNow();
    backend.close();
  }

  private static HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(backend.siteUrl().resolve(path));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(at(path).build(), BodyHandlers.ofString());
  }

  /// A busy machine may take longer than a mutation may: then again.
  private static HttpResponse<String> post(String path, BodyPublisher body) throws Exception {
    var request = at(path).header("X-Author", "ada").POST(body).build();
    var response = HTTP.send(request, BodyHandlers.ofString());
    while (response.body().contains("execution timed out")) {
      response = HTTP.send(request, BodyHandlers.ofString());
    }
    return response;
  }

  @Test
  void aRequestIsAnswered() throws Exception {
    var response = post("/java/message", BodyPublishers.ofString("hello"));

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.headers().allValues("x-a")).containsExactly("1", "2");
    assertThat(JsonMapper.shared().readTree(response.body()).get("id").asString()).isNotEmpty();
  }

  @Test
  void whatWasRequestedIsKnown() throws Exception {
    assertThat(get("/java/request?a=1&q=a%20b+c").body()).isEqualTo("GET /java/request a b c 0");
    assertThat(get("/java/request").body()).isEqualTo("GET /java/request null 0");
    var below = HttpRequest.newBuilder(backend.url().resolve("/http/java/request?q")).build();
    assertThat(HTTP.send(below, BodyHandlers.ofString()).body()).isEqualTo("GET /java/request  0");
    var head = at("/java/request").HEAD().build();
    assertThat(HTTP.send(head, BodyHandlers.ofString()))
        .satisfies(response -> assertThat(response.statusCode()).isEqualTo(200))
        .satisfies(response -> assertThat(response.body()).isEmpty());
  }

  @Test
  void theClosestRouteAnswers() throws Exception {
    assertThat(get("/java/other").body()).isEqualTo("prefix /java/other");
    assertThat(get("/java/deep/a").body()).isEqualTo("longer /java/deep/a");
    assertThat(get("/java").statusCode()).isEqualTo(404);
    assertThat(HTTP.send(at("/java/files").DELETE().build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(204);
    assertThat(post("/java/other", BodyPublishers.noBody()).body())
        .isEqualTo("No HttpAction routed for /java/other");
  }

  @Test
  void typescriptAnswersTheOthers() throws Exception {
    assertThat(post("/echo", BodyPublishers.ofString("typescript")).body()).isEqualTo("typescript");
    assertThat(get("/nowhere").body()).isEqualTo("No HttpAction routed for /nowhere");
  }

  @Test
  void withoutARouterInTypeScriptTheyAnswerAsWell(@TempDir Path directory) throws Exception {
    try (var alone = start(directory, FunctionApp.of(new Site()))) {
      var known = HttpRequest.newBuilder(alone.siteUrl().resolve("/java/request")).build();
      assertThat(HTTP.send(known, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      var unknown = HttpRequest.newBuilder(alone.siteUrl().resolve("/nowhere")).build();
      var response = HTTP.send(unknown, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.body()).isEqualTo("No HttpAction routed for /nowhere");
    }
  }

  @Test
  void aTokenIsLookedAtWhenSomebodyAsks() throws Exception {
    assertThat(get("/java/who").body()).isEqualTo("nobody");
    var wrong = at("/java/who").header("Authorization", "Bearer x").build();
    assertThat(HTTP.send(wrong, BodyHandlers.ofString()).statusCode()).isEqualTo(500);
    var unasked = at("/java/request").header("Authorization", "Bearer x").build();
    assertThat(HTTP.send(unasked, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void failuresAreToldAsThoseInTypeScript() throws Exception {
    var response = get("/java/refuses");

    assertThat(response.statusCode()).isEqualTo(500);
    var body = JsonMapper.shared().readTree(response.body());
    assertThat(body.get("code").asString())
        .matches("\\[Request ID: \\w+] Server Error: Uncaught ConvexError: .*");
    assertThat(body.get("trace").asString())
        .contains("\n    at ")
        .contains("Site.refuses (Site.java:")
        .doesNotContain("HttpHandler");
    assertThat(body.get("data").get("why").asString()).isEqualTo("tea");
  }

  @Test
  void aBodyThatBreaksOffIsNoticed() {
    assertThatThrownBy(() -> get("/java/breaks-off")).isInstanceOf(IOException.class);
  }

  @Test
  void bodiesStreamBothWays() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), backend.siteUrl().getPort())) {
      send(socket, "POST /java/echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
      send(socket, "Content-Length: 11\r\n\r\nfirst");
      var seen = new StringBuilder();
      while (!seen.toString().contains("first")) {
        int next = socket.getInputStream().read();
        assertThat(next).isNotNegative();
        seen.append((char) next);
      }

      send(socket, "second");

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("second");
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aBodyNeedNotBeReadToItsEnd() throws Exception {
    var large = BodyPublishers.ofByteArray(new byte[1 << 20]);

    assertThat(post("/java/closes", BodyPublishers.ofString("abc")).body()).isEqualTo("97");
    assertThat(post("/java/closes", large).body()).isEqualTo("0");
  }

  @Test
  void aResponseIsBounded() {
    var request = at("/java/large").build();

    assertThatThrownBy(() -> HTTP.send(request, BodyHandlers.ofByteArray()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void filesAreStoredAndServed() throws Exception {
    byte[] content = new byte[40 << 20];
    Arrays.fill(content, 1 << 20, 2 << 20, (byte) 7);
    var small = Arrays.copyOf(content, 3 << 20);

    var id = post("/java/files", BodyPublishers.ofByteArray(small)).body();

    var stored = at("/java/files?id=" + id).build();
    assertThat(HTTP.send(stored, BodyHandlers.ofByteArray()).body()).isEqualTo(small);
    assertThat(post("/java/files", BodyPublishers.ofByteArray(content)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void theyAreDescribedToTools() throws Exception {
    var query =
        JsonMapper.shared()
            .readTree("{\"path\":\"_system/cli/modules:apiSpec\",\"args\":{},\"format\":\"json\"}");

    var functions = new Administrator(backend, KEY).post("/api/query", query).get("value");

    assertThat(functions.toString())
        .contains("{\"functionType\":\"HttpAction\",\"method\":\"GET\",\"path\":\"/java/deep/*\"}")
        .contains("{\"functionType\":\"HttpAction\",\"method\":\"POST\",\"path\":\"/echo\"}");
  }

  static final class SameRoute {
    @HttpAction(method = Method.POST, path = "/echo")
    Response echo(Request request) {
      return Response.of(200);
    }
  }

  @Test
  void aRouteInBothLanguagesIsRefused(@TempDir Path directory) throws Exception {
    try (var first = start(directory, FunctionApp.of(new SameRoute()))) {
      var response =
          new Administrator(first, KEY)
              .send("/api/deploy2/start_push", Administrator.application("site"));
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body())
          .contains("RouteDefinedInJava")
          .contains(
              "POST /echo is routed in http.js and by the functions in Java (echo in"
                  + " sameRoute.js)");
    }
    try (var pushed = Backend.start(BackendOptions.defaults(directory).withAdminKey(KEY))) {
      new Administrator(pushed, KEY).push("site");
    }
    assertThatThrownBy(() -> start(directory, FunctionApp.of(new SameRoute())).close())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("POST /echo is routed in http.js and by the functions in Java");
  }

  static final class NoResponse {
    @HttpAction(method = Method.GET, path = "/a")
    String wrong(Request request) {
      return "";
    }
  }

  static final class NoRequest {
    @HttpAction(method = Method.GET, path = "/a")
    Response wrong(String request) {
      return Response.of(200);
    }
  }

  static final class Both {
    @HttpAction(method = Method.GET, path = "/a", pathPrefix = "/b/")
    Response wrong(Request request) {
      return Response.of(200);
    }
  }

  static final class NoSlash {
    @HttpAction(method = Method.GET, pathPrefix = "/b")
    Response wrong(Request request) {
      return Response.of(200);
    }
  }

  static final class Inside {
    @Internal
    @HttpAction(method = Method.GET, path = "/a")
    Response wrong(Request request) {
      return Response.of(200);
    }
  }

  @Functions("other")
  static final class Twice {
    @HttpAction(method = Method.POST, path = "/echo")
    Response other(Request request) {
      return Response.of(200);
    }
  }

  @Test
  void mistakesOfAuthorsAreExplained() {
    assertMistake("must return a Response", new NoResponse());
    assertMistake("takes an ActionContext and a Request, or a Request alone", new NoRequest());
    assertMistake("needs either a path or a pathPrefix", new Both());
    assertMistake("which has no / at its end", new NoSlash());
    assertMistake("cannot be @Internal", new Inside());
    assertMistake("POST /echo is answered by ", new SameRoute(), new Twice());
    assertThatThrownBy(() -> Response.of(200).with("X-A", "1\r\nX-B: 2"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertMistake(String message, Object... modules) {
    assertThatThrownBy(() -> JavaFunctions.of(FunctionApp.of(modules), "1"))
        .isInstanceOf(InvalidFunctionAppException.class)
        .hasMessageContaining(message);
  }
}
