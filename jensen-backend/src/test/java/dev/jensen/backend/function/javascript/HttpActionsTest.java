package dev.jensen.backend.function.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.HttpCall;
import dev.jensen.backend.function.HttpCall.Header;
import dev.jensen.backend.function.HttpOutcome;
import dev.jensen.backend.function.HttpResponder;
import dev.jensen.backend.function.RequestOrigin;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP actions in TypeScript (`spec/function-runtime.md` §13).
@Timeout(120)
class HttpActionsTest {

  private static final Identity NOBODY = new Identity.Unknown();

  private static JavaScriptRuntime runtime;
  private static DeployedApp app;

  @BeforeAll
  static void start() {
    runtime = Runtimes.start();
    app = new DeployedApp(runtime, "site");
  }

  @AfterAll
  static void stop() {
    app.close();
    runtime.close();
  }

  /// Keeps a response and the sizes of the pieces in which it came.
  private static final class Kept implements HttpResponder {

    private int status;
    private List<Header> headers = List.of();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<Integer> pieces = new ArrayList<>();

    @Override
    public void begin(int status, List<Header> headers) {
      this.status = status;
      this.headers = headers;
    }

    @Override
    public void write(byte[] bytes, int count) {
      body.write(bytes, 0, count);
      pieces.add(count);
    }

    String text() {
      return body.toString(StandardCharsets.UTF_8);
    }

    List<String> header(String name) {
      return headers.stream()
          .filter(header -> header.name().equalsIgnoreCase(name))
          .map(Header::value)
          .toList();
    }
  }

  private static HttpCall call(
      String method,
      String path,
      @Nullable String body,
      Identity identity,
      @Nullable String refusal,
      Header... headers) {
    return new HttpCall(
        method,
        "http://site.test%s".formatted(path),
        path.replaceFirst("[?].*", ""),
        List.of(headers),
        body == null ? null : new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
        identity,
        refusal,
        "request",
        RequestOrigin.of(Caller.HTTP_ENDPOINT));
  }

  private static HttpCall call(byte[] body, Header... headers) {
    return call("/echo", new ByteArrayInputStream(body), headers);
  }

  private static HttpCall call(String path, InputStream body, Header... headers) {
    return new HttpCall(
        "POST",
        "http://site.test%s".formatted(path),
        path,
        List.of(headers),
        body,
        NOBODY,
        null,
        "request",
        RequestOrigin.of(Caller.HTTP_ENDPOINT));
  }

  private static Kept get(String path) {
    return whole(call("GET", path, null, NOBODY, null));
  }

  private static Kept post(String path, String body, Header... headers) {
    return whole(call("POST", path, body, NOBODY, null, headers));
  }

  private static Kept whole(HttpCall call) {
    var kept = new Kept();
    assertThat(app.serve(call, kept)).isEqualTo(new HttpOutcome.Responded(true));
    return kept;
  }

  @Test
  void requestAndResponseAreWhole() {
    var body = "\u0000 bytes \u00ff";
    var response = post("/echo?q=1", body, new Header("Content-Type", "application/x-own"));

    assertThat(response.status).isEqualTo(201);
    assertThat(response.text()).isEqualTo(body);
    assertThat(response.header("x-url")).containsExactly("http://site.test/echo?q=1");
    assertThat(response.header("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(response.header("content-type")).containsExactly("application/x-own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"n\":1}", "\uFEFFmarked", "\u0000 \u00e4 \ud83d\ude00"})
  void aSmallBodyGoesAlongAndComesOutTheSame(String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);

    var response = whole(call(body, new Header("Content-Length", "" + body.length)));

    assertThat(response.body.toByteArray()).isEqualTo(body);
  }

  @Test
  void aSmallBodyThatIsNoTextGoesAlongAsItIs() {
    byte[] body = {(byte) 0xff, 0, (byte) 0xc3, (byte) 0x28};

    var response = whole(call(body, new Header("Content-Length", "4")));

    assertThat(response.body.toByteArray()).isEqualTo(body);
  }

  @Test
  void aSmallBodyMayComeLate() {
    var late =
        new FilterInputStream(new ByteArrayInputStream("late".getBytes(StandardCharsets.UTF_8))) {
          @Override
          public int available() {
            return 0;
          }
        };

    var response = whole(call("/echo", late, new Header("Content-Length", "4")));

    assertThat(response.text()).isEqualTo("late");
  }

  @Test
  void textIsReadAndClonedWithoutBecomingBytes() {
    var response = post("/texts", "\uFEFFmarked", new Header("Content-Length", "9"));

    assertThat(response.text())
        .isEqualTo(
            "{\"text\":\"marked\",\"clone\":\"marked\",\"bytes\":9,\"blob\":9,\"used\":true,"
                + "\"streamed\":\"text\",\"lone\":\"\ufffd\",\"again\":\"TypeError\"}");
    assertThat(response.header("content-length")).containsExactly("" + response.body.size());
  }

  @Test
  void aLargeBodyGoesThroughInPieces() {
    var body = "0123456789".repeat(500_000);
    var response = post("/pipe", body);

    assertThat(response.text()).isEqualTo(body);
    assertThat(response.pieces).hasSizeGreaterThan(10);
  }

  @Test
  void functionsAreCalledInTransactions() {
    assertThat(post("/notes", "{\"text\":\"hello\"}").text())
        .isEqualTo("{\"identity\":null,\"texts\":[\"hello\"]}");
    assertThat(app.completions)
        .filteredOn(completion -> completion.type() == FunctionType.HTTP_ACTION)
        .anySatisfy(completion -> {
          assertThat(completion.path()).isEqualTo("POST /notes");
          assertThat(completion.httpStatus()).isEqualTo(200);
          assertThat(completion.logLines()).hasToString("[[LOG] 'adding' 'hello']");
        });
  }

  @Test
  void aStreamIsSentAsItIsProduced() {
    var response = get("/events");

    assertThat(response.text()).isEqualTo("data: 0\n\ndata: 1\n\ndata: 2\n\n");
    assertThat(response.pieces).hasSize(3);
  }

  @Test
  void aStreamThatBreaksIsCutOff() {
    var kept = new Kept();

    assertThat(app.serve(call("GET", "/breaks", null, NOBODY, null), kept))
        .isEqualTo(new HttpOutcome.Responded(false));
    assertThat(kept.status).isEqualTo(200);
    assertThat(kept.text()).isEqualTo("begun");
  }

  @Test
  void aBodyThatIsTooLargeIsCutOff() {
    var kept = new Kept();

    assertThat(app.serve(call("GET", "/large", null, NOBODY, null), kept))
        .isEqualTo(new HttpOutcome.Responded(false));
    assertThat(kept.body.size()).isEqualTo(20 << 20);
  }

  @Test
  void failuresBeforeTheResponseAreReported() {
    assertThat(failure("/throws").message()).startsWith("Uncaught Error: boom\n    at ");
    assertThat(failure("/refuses").data())
        .isEqualTo(Value.Obj.of(Map.of("why", new Value.Text("quota"))));
    assertThat(failure("/nothing").message())
        .startsWith("Uncaught Error: HTTP actions must return a Response");
  }

  private static FunctionResult.Failure failure(String path) {
    var outcome = app.serve(call("GET", path, null, NOBODY, null), new Kept());
    assertThat(outcome).isInstanceOf(HttpOutcome.Failed.class);
    return ((HttpOutcome.Failed) outcome).failure();
  }

  @Test
  void theCallerIsKnownToFunctionsThatAsk() {
    var ada = new Identity.User(Value.Obj.of(Map.of("name", new Value.Text("Ada"))), false);
    var header = new Header("Authorization", "Bearer x");

    assertThat(whole(call("GET", "/who", null, ada, null, header)).text())
        .isEqualTo("{\"who\":\"Ada\",\"called\":\"Ada\",\"header\":\"Bearer x\"}");
    assertThat(whole(call("GET", "/who", null, NOBODY, "not you", header)).text())
        .isEqualTo("{\"who\":\"refused: not you\",\"called\":null,\"header\":\"Bearer x\"}");
  }

  @Test
  void routesHavePrefixesAndOthersAreNotFound() {
    assertThat(get("/files/a/b").text()).isEqualTo("/files/a/b");
    var missing = get("/none");
    assertThat(missing.status).isEqualTo(404);
    assertThat(missing.text()).isEqualTo("No HttpAction routed for /none");
  }

  @Test
  void aFormIsRead() {
    var body =
        String.join(
            "\r\n",
            "--edge",
            "Content-Disposition: form-data; name=\"name\"",
            "",
            "Ada",
            "--edge",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"",
            "Content-Type: text/plain",
            "",
            "content",
            "--edge--",
            "");
    var type = new Header("Content-Type", "multipart/form-data; boundary=edge");

    assertThat(post("/form", body, type).text())
        .isEqualTo("{\"name\":\"Ada\",\"file\":\"a.txt\",\"text\":\"content\"}");
  }

  @Test
  void filesAreStoredAndRead() {
    var type = new Header("Content-Type", "text/x-own");

    assertThat(post("/store", "hello".repeat(100_000), type).text())
        .contains("\"bytes\":500000,\"type\":\"text/x-own\",\"size\":500000")
        .contains("\"mismatch\":\"Sha256 mismatch. Expected: LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQz")
        .contains("\"gone\":null")
        .contains("\"notABlob\":\"store() expects a Blob. If you are trying");
  }

  @Test
  void withoutARouterThereIsNothing() {
    try (var without = new DeployedApp(runtime, "database")) {
      assertThat(without.serve(call("GET", "/", null, NOBODY, null), new Kept()))
          .isEqualTo(new HttpOutcome.NoRouter());
    }
  }
}
