package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

/// The application as it is packaged, in a process of its own, against a server with the example's
/// functions and tokens of its issuer for development.
@Tag("conformance")
@Timeout(240)
class SpringTest {

  private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path parent;

  private static CliProject project;
  private static NodeService application;

  @BeforeAll
  static void start() throws IOException {
    CliProject.install(parent, "spring");
    project = CliProject.create(parent, "--dev-issuer");
    Files.delete(project.path("convex"));
    project.copy("spring", "convex");
    project.succeed("dev", "--once");
    var variables =
        Map.of(
            "JENSEN_URL",
            project.url(),
            "JENSEN_SERVICE_TOKEN",
            jensen("token", "create", "nightly", "--allow", "internal:jobs/*"),
            "REPORT_CRON",
            "* * * * * *");
    application =
        NodeService.start(
            new Programs(parent, variables),
            parent.resolve("application.log"),
            STARTED,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            CliProject.example("spring").resolve("target/spring-1.jar").toString(),
            "--server.port=0");
  }

  @AfterAll
  static void stop() {
    application.close();
    project.close();
  }

  private static String jensen(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", project.url(), "--data", project.data().toString()));
    return JensenCommand.printed(all.toArray(String[]::new)).strip();
  }

  private static String token(String subject) {
    return jensen("auth", "token", "--subject", subject);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String token)
      throws Exception {
    var sent =
        request
            .uri(URI.create("http://127.0.0.1:%s/tasks".formatted(application.url())))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .build();
    return HTTP.send(sent, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> add(String token, String text) throws Exception {
    var body = HttpRequest.BodyPublishers.ofString("{\"text\":\"%s\"}".formatted(text));
    return send(HttpRequest.newBuilder().POST(body), token);
  }

  @Test
  void anEndpointCallsAsTheUserAndTheJobAsTheService() throws Exception {
    var alice = token("alice");

    var added = add(alice, "milk");

    assertThat(added.statusCode()).isEqualTo(200);
    assertThat(added.body()).startsWith("{\"id\":\"");
    assertThat(send(HttpRequest.newBuilder().GET(), alice).body())
        .isEqualTo("[{\"text\":\"milk\",\"done\":false}]");
    assertThat(send(HttpRequest.newBuilder().GET(), token("bob")).body()).isEqualTo("[]");
    assertThat(add("no.such.token", "bread").statusCode()).isEqualTo(401);
    awaitReport();
  }

  /// The job runs every second here.
  private static void awaitReport() {
    String latest;
    do {
      latest = project.succeed("run", "jobs/nightly:latest").replaceAll("\\s", "");
    } while (!latest.contains("\"open\""));
    assertThat(latest).contains("\"nightly\"");
  }
}
