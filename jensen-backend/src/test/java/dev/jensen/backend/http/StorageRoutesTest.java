package dev.jensen.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.file.UploadTokens;
import dev.jensen.backend.model.StoredFile;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.DocumentId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Every row of the tables in `spec/http-api.md` §7.
class StorageRoutesTest {

  private static final SimulatedWorld WORLD = new SimulatedWorld(8);
  private static final String HELLO_DIGEST = "sha-256=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";

  private static StorageServer server;
  private static HttpClient client;

  @BeforeAll
  static void start(@TempDir Path data) {
    server = new StorageServer(WORLD, data.resolve("data"));
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static HttpRequest.Builder upload(BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create(server.uploadUrl())).POST(body);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.origin() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /// Uploads and returns the file's id.
  private static DocumentId uploaded(HttpRequest.Builder upload)
      throws IOException, InterruptedException {
    var response = send(upload);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    var json = JsonMapper.shared().readTree(response.body());
    assertThat(json.propertyNames()).containsExactly("storageId");
    return DocumentId.parse(json.get("storageId").asString());
  }

  private static HttpResponse<String> get(DocumentId id, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(server.url(id))).GET();
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private static StoredFile stored(byte[] content) throws IOException {
    return server.files.store(new ByteArrayInputStream(content), "text/plain", null);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void anUploadIsServedAsItWasSent() throws Exception {
    var id =
        uploaded(
            upload(BodyPublishers.ofString("hello"))
                .header("Content-Type", "text/plain; charset=\"utf-8\"")
                .header("Digest", HELLO_DIGEST));

    var response = get(id);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("hello");
    assertThat(response.headers().map())
        .containsEntry("content-type", List.of("text/plain; charset=\"utf-8\""))
        .containsEntry("content-length", List.of("5"))
        .containsEntry("digest", List.of(HELLO_DIGEST))
        .containsEntry("cache-control", List.of("private, max-age=2592000"))
        .containsEntry("accept-ranges", List.of("bytes"))
        .doesNotContainKeys("etag", "last-modified", "content-disposition");
  }

  @Test
  void aBodyMayBeEmptyAndWithoutTypeOrLength() throws Exception {
    var empty = uploaded(upload(BodyPublishers.noBody()));
    var chunked =
        uploaded(
            upload(
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream("in pieces".getBytes(UTF_8)))));

    assertThat(get(empty).body()).isEmpty();
    assertThat(header(get(empty), "Content-Length")).isEqualTo("0");
    assertThat(header(get(empty), "Content-Type")).isEmpty();
    assertThat(get(chunked).body()).isEqualTo("in pieces");
  }

  @Test
  void everyUploadIsAFileOfItsOwn() throws Exception {
    var url = URI.create(server.uploadUrl());
    var request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofString("same"));

    assertThat(uploaded(request)).isNotEqualTo(uploaded(request));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Content-Type; nonsense; BadHeader",
        "Content-Type; text/; BadHeader",
        "Digest; LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=; BadHeader",
        "Digest; sha-256=LPJN; BadHeader",
        "Digest; sha-256=***; BadHeader",
        "Digest; md5=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=; BadHeader",
        "Digest; sha-256=AAAAul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=; Sha256Mismatch"
      })
  void wrongHeadersAreBadRequests(String name, String value, String code) throws Exception {
    var response =
        send(
            upload(BodyPublishers.ofString("hello"))
                .header(name, value)
                .header("Origin", "https://app.example"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).startsWith("{\"code\":\"%s\",\"message\":\"".formatted(code));
    assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("https://app.example");
  }

  @Test
  void anUploadNeedsATokenOfThisServerAndHour() throws Exception {
    var expired = server.files.uploadTokens().issue();
    WORLD.advance(Duration.ofHours(1).plusSeconds(1));
    var others = new UploadTokens(WORLD, new byte[] {1}, "other").issue();

    assertThat(refused("")).isEqualTo("400 BadQueryArgs");
    assertThat(refused("?token=nonsense")).isEqualTo("401 StorageTokenInvalid");
    assertThat(refused("?token=")).isEqualTo("401 StorageTokenInvalid");
    assertThat(refused("?token=%s".formatted(expired))).isEqualTo("401 StorageTokenExpired");
    assertThat(refused("?token=%s".formatted(others))).isEqualTo("401 InvalidStorageToken");
  }

  private static String refused(String query) throws Exception {
    var response =
        send(request("/api/storage/upload" + query).POST(BodyPublishers.ofString("hello")));
    return "%d %s"
        .formatted(
            response.statusCode(),
            JsonMapper.shared().readTree(response.body()).get("code").asString());
  }

  @Test
  void pagesOfAnyOriginMayUploadWithADigest() throws Exception {
    var response =
        send(
            request("/api/storage/upload")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,digest"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Access-Control-Allow-Headers")).isEqualTo("content-type,digest");
    assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    assertThat(header(response, "Access-Control-Allow-Methods")).contains("POST");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/storage/upload, 405",
    "/api/storage/, 400",
    "/api/storage/nonsense, 400",
    "/api/storage/00000000-0000-0000-0000-00000000000g, 400",
    "/api/storage/00000000-0000-0000-0000-000000000000, 404",
    "/api/storage/00000000-0000-0000-0000-000000000000/x, 400"
  })
  void pathsOfNoFileAreRefused(String path, int status) throws Exception {
    var response = send(request(path).GET());

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body())
        .contains(status == 405 ? "" : status == 404 ? "FileNotFound" : "InvalidStoragePath");
  }

  @Test
  void aDeletedFileAndAFileOfAnotherComponentAreNotFound() throws Exception {
    var file = stored(new byte[1]);
    assertThat(get(file.id()).statusCode()).isEqualTo(200);
    var path = "/api/storage/%s".formatted(file.url());
    assertThat(send(request(path + "?component=").GET()).statusCode()).isEqualTo(200);
    assertThat(send(request(path + "?component=abc").GET()).statusCode()).isEqualTo(404);

    server.files.change(transaction -> {
      file.delete(transaction);
      return file;
    });

    assertThat(send(request(path).GET()).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bytes=0-4; 206; bytes 0-4/10; 01234",
        "bytes=7-; 206; bytes 7-9/10; 789",
        "bytes=-2; 206; bytes 8-9/10; 89",
        "bytes=5-500; 206; bytes 5-9/10; 56789",
        "bytes=10-; 416; bytes */10; ''",
        "bytes=-0; 416; bytes */10; ''",
        "bytes=0-1,4-5; 416; bytes */10; ''",
        "bytes=5-2; 200; ''; 0123456789",
        "lines=1-2; 200; ''; 0123456789"
      })
  void aRangeIsAnsweredByIt(String range, int status, String contentRange, String body)
      throws Exception {
    var file = stored("0123456789".getBytes(UTF_8));

    var response = get(file.id(), "Range", range);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(body);
    assertThat(header(response, "Content-Range")).isEqualTo(contentRange);
    assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(body.length()));
    assertThat(header(response, "Digest").isEmpty()).isEqualTo(status != 200);
    if (status == 206) {
      assertThat(response.headers().map())
          .containsEntry("content-type", List.of("text/plain"))
          .containsEntry("cache-control", List.of("private, max-age=2592000"))
          .containsEntry("accept-ranges", List.of("bytes"));
    }
  }

  @Test
  void aRangeIsIgnoredWhereItMeansNothing() throws Exception {
    var empty = stored(new byte[0]);
    var file = stored(new byte[7]);

    var ofNothing = get(empty.id(), "Range", "bytes=0-3");
    var conditional = get(file.id(), "Range", "bytes=0-3", "If-Range", "\"tag\"");

    assertThat(ofNothing.statusCode()).isEqualTo(200);
    assertThat(header(ofNothing, "Content-Length")).isEqualTo("0");
    assertThat(header(ofNothing, "Content-Range")).isEmpty();
    assertThat(conditional.statusCode()).isEqualTo(200);
  }

  @Test
  void headHasTheHeadersOfGet() throws Exception {
    var file = stored(new byte[100_000]);

    var response =
        send(
            HttpRequest.newBuilder(URI.create(server.url(file.id())))
                .HEAD()
                .header("Range", "bytes=0-3"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "Content-Length")).isEqualTo("100000");
    assertThat(header(response, "Digest")).startsWith("sha-256=");
  }

  /// Parts of contents larger than any buffer.
  @Seeded(runs = 100)
  void anyPartIsThePartOfTheContent(RandomGenerator random) throws Exception {
    byte[] content = new byte[random.nextInt(1, 400_000)];
    random.nextBytes(content);
    var file = stored(content);
    int first = random.nextInt(content.length);
    int last = random.nextInt(first, content.length + 10);

    var response =
        client.send(
            HttpRequest.newBuilder(URI.create(server.url(file.id())))
                .header("Range", "bytes=%d-%d".formatted(first, last))
                .build(),
            BodyHandlers.ofByteArray());

    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(response.body())
        .isEqualTo(Arrays.copyOfRange(content, first, Math.min(last + 1, content.length)));
  }

  @Test
  void anUploadThatBreaksOffStoresNothing() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(head("Content-Length: 1000").getBytes(UTF_8));
      socket.getOutputStream().write(new byte[500]);
      socket.shutdownOutput();

      var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("storageId");
    }
  }

  private static String head(String header) {
    var uri = URI.create(server.uploadUrl());
    return "POST %s?%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n"
        .formatted(uri.getPath(), uri.getQuery(), header);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100_000})
  void aConnectionIsGoodForManyUploads(int bytes) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      for (int i = 0; i < 3; i++) {
        var out = socket.getOutputStream();
        out.write(head("Content-Length: %d".formatted(bytes)).getBytes(UTF_8));
        out.write(new byte[bytes]);
        var answer = new StringBuilder();
        while (answer.indexOf("}") < 0) {
          answer.append((char) socket.getInputStream().read());
        }

        assertThat(answer.toString()).startsWith("HTTP/1.1 200 ").doesNotContain("close");
      }
    }
  }

  @Test
  void whoWaitsToBeAskedForTheBodyIsRefusedBefore() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var head =
          head("Content-Length: 1000000000\r\nExpect: 100-continue").replace("token=", "token=x");
      socket.getOutputStream().write(head.getBytes(UTF_8));

      var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 401 ");
    }
  }

  @Test
  void whoSendsNothingForLongIsLetGo(@TempDir Path data) throws Exception {
    try (var impatient = new StorageServer(WORLD, data.resolve("data"))) {
      impatient.setIdleTimeout(Duration.ofMillis(300));
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
        var uri = URI.create(impatient.uploadUrl());
        socket
            .getOutputStream()
            .write(
                "POST %s?%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf"
                    .formatted(uri.getPath(), uri.getQuery())
                    .getBytes(UTF_8));

        var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("Content-Length: 0");
      }
    }
  }

  @Test
  void filesAreThereAfterARestart(@TempDir Path data) throws Exception {
    StoredFile file;
    try (var first = new StorageServer(WORLD, data.resolve("data"))) {
      file = first.files.store(new ByteArrayInputStream("kept".getBytes(UTF_8)), null, null);
    }
    try (var second = new StorageServer(WORLD, data.resolve("data"))) {
      var response = send(HttpRequest.newBuilder(URI.create(second.url(file.id()))).GET());

      assertThat(response.body()).isEqualTo("kept");
      assertThat(second.files.find(file.url())).isEqualTo(file);
    }
  }
}
