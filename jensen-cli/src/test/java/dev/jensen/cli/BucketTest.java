package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stored files in a bucket of a real server that speaks the protocol of S3.
@Tag("conformance")
@Timeout(600)
class BucketTest {

  private static final Map<String, String> CREDENTIALS =
      Map.of("AWS_ACCESS_KEY_ID", "jensen", "AWS_SECRET_ACCESS_KEY", "not-for-logs");

  @TempDir private static Path parent;

  @SuppressWarnings("NullAway.Init") // Set before the first test.
  private static NodeService s3;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    CliProject.install(parent);
    Files.createDirectories(parent.resolve("objects/files"));
    var settings = parent.resolve("s3proxy.conf");
    Files.writeString(
        settings,
        """
        s3proxy.endpoint=http://127.0.0.1:0
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=jensen
        s3proxy.credential=not-for-logs
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(parent.resolve("objects")));
    s3 =
        NodeService.start(
            new Programs(parent, Map.of()),
            parent.resolve("s3.log"),
            Pattern.compile("ServerConnector.*\\{(127\\.0\\.0\\.1:\\d+)}"),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            Path.of(
                    System.getProperty("repository.root"),
                    "jensen-backend/target/s3-server/s3proxy-jar-with-dependencies.jar")
                .toString(),
            "--properties",
            settings.toString());
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  private static String[] bucket(String name, String prefix, String... more) {
    var options =
        new ArrayList<>(
            List.of(
                "--s3-bucket",
                name,
                "--s3-prefix",
                prefix,
                "--s3-endpoint",
                "http://%s".formatted(s3.url()),
                "--s3-path-style"));
    options.addAll(0, List.of(more));
    return options.toArray(String[]::new);
  }

  private static HttpResponse<String> get(String url, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static Programs.Ended jensen(Map<String, String> variables, String... arguments) {
    return JensenCommand.run(parent, variables, arguments);
  }

  @Test
  void filesAreInTheBucketAlsoAfterACrashAndInBackups() throws Exception {
    var content = "0123456789".repeat(10_000);
    try (var project = CliProject.create(parent, CREDENTIALS, bucket("files", "one"))) {
      project.copyResource("clients/files.ts", "convex/files.ts");
      project.copyResource("clients/files.mjs", "files.mjs");
      project.succeed("dev", "--once", "--typecheck", "disable");

      var url = project.node("files.mjs", Map.of("MODE", "upload", "CONTENT", content)).strip();

      assertThat(get(url).body()).isEqualTo(content);
      var part = get(url, "Range", "bytes=99998-");
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.body()).isEqualTo("89");
      assertThat(project.data().resolve("files")).doesNotExist();

      project.crash();

      assertThat(get(url).body()).isEqualTo(content);
      isBroughtBack(project, url, content);
      project.call("mutation", "files:removeAll", "{}");
      assertThat(get(url).statusCode()).isEqualTo(404);
      assertThat(project.path("server.log")).content().doesNotContain("not-for-logs");
    }
  }

  /// Into another folder of the bucket, and out of buckets.
  private static void isBroughtBack(CliProject project, String url, String content)
      throws Exception {
    var backup = project.path("backup.zip").toString();
    jensen(Map.of(), "backup", "--url", project.url(), "--data", project.data().toString(), backup);
    var inBucket = project.path("in-bucket");
    var inDirectory = project.path("in-directory");
    var options = bucket("files", "two", "restore", "--data", inBucket.toString(), backup);
    assertThat(jensen(CREDENTIALS, options).status()).isZero();
    jensen(Map.of(), "restore", "--data", inDirectory.toString(), backup);

    var path = URI.create(url).getPath();
    var log = project.path("restored.log");
    try (var server = ServerProcess.start(inBucket, log, 0, CREDENTIALS, bucket("files", "two"))) {
      assertThat(get(server.url() + path).body()).isEqualTo(content);
    }
    try (var server = ServerProcess.start(inDirectory, log)) {
      assertThat(get(server.url() + path).body()).isEqualTo(content);
    }
  }

  @Test
  void whatIsWrongWithABucketIsOneLine() {
    var data = parent.resolve("refused").toString();
    var secret = Map.of("AWS_ACCESS_KEY_ID", "jensen", "AWS_SECRET_ACCESS_KEY", "wrong");
    var none = Map.of("AWS_EC2_METADATA_DISABLED", "true");
    String[] serve = {"serve", "--data", data, "--port", "0", "--site-port", "0"};

    assertRefused(jensen(CREDENTIALS, bucket("missing", "", serve)), "missing");
    assertRefused(jensen(secret, bucket("files", "three", serve)), "AWS_SECRET_ACCESS_KEY");
    assertRefused(jensen(none, bucket("files", "three", serve)), "AWS_SECRET_ACCESS_KEY");
  }

  private static void assertRefused(Programs.Ended ended, String word) {
    assertThat(ended.output()).hasLineCount(1).contains(word);
    assertThat(ended.status()).isEqualTo(1);
  }
}
