package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stored files with the official clients and the official command-line tool.
@Tag("conformance")
@Timeout(180)
class FilesCliTest {

  @TempDir private static Path parent;

  private CliProject project;

  @BeforeAll
  static void install() throws IOException {
    CliProject.install(parent);
  }

  @BeforeEach
  void create() throws IOException {
    project = CliProject.create(parent);
    project.copyResource("clients/files.ts", "convex/files.ts");
    project.copyResource("clients/files.mjs", "files.mjs");
    project.succeed("dev", "--once", "--typecheck", "disable");
  }

  @AfterEach
  void stop() {
    project.close();
  }

  /// Stores a file as a web page does and returns its URL.
  private String upload(String content) {
    return project.node("files.mjs", Map.of("MODE", "upload", "CONTENT", content)).strip();
  }

  private static String get(String url) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var response =
          client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
      return response.statusCode() == 200 ? response.body() : "%d".formatted(response.statusCode());
    }
  }

  @Test
  void aPageUploadsAndWatchesTheUrlUntilTheFileIsDeleted() {
    assertThat(project.node("files.mjs", Map.of("MODE", "watch", "CONTENT", "seen")))
        .isEqualTo("uploaded\nurl\nseen\nee\nnull\n404\n");
  }

  @Test
  void filesSurviveACrash() throws Exception {
    var url = upload("kept");

    project.crash();

    assertThat(get(url)).isEqualTo("kept");
    assertThat(project.succeed("data", "_storage")).contains("text/plain");
  }

  @Test
  void anExportBringsFilesBackUnderTheirUrls() throws Exception {
    var url = upload("exported");
    var empty = upload("");
    project.succeed("export", "--include-file-storage", "--path", "all.zip");
    try (var zip = new ZipFile(project.path("all.zip").toFile())) {
      assertThat(zip.stream().filter(entry -> entry.getName().matches("_storage/kg2[a-z0-9]+.txt")))
          .hasSize(2);
    }
    project.call("mutation", "files:removeAll", "{}");
    var later = upload("later");
    assertThat(get(url)).isEqualTo("404");

    assertThat(project.succeed("import", "--replace-all", "-y", "all.zip"))
        .contains("_storage | 2      | 1 of 1 |");

    assertThat(get(url)).isEqualTo("exported");
    assertThat(get(empty)).isEmpty();
    assertThat(get(later)).isEqualTo("404");
    assertThat(project.call("query", "files:urls", "{}")).contains(url, empty);
  }

  @Test
  void filesAreAppendedToOthersAndNeverTwice() throws Exception {
    var url = upload("exported");
    project.succeed("export", "--include-file-storage", "--path", "all.zip");
    project.call("mutation", "files:removeAll", "{}");
    var later = upload("later");

    project.succeed("import", "--append", "-y", "all.zip");
    var again = project.convex("import", "--append", "-y", "all.zip");

    assertThat(again.status()).isNotZero();
    assertThat(get(url)).isEqualTo("exported");
    assertThat(get(later)).isEqualTo("later");
  }

  @Test
  void aBackupHasTheFiles() throws Exception {
    var url = upload("backed up");
    var backup = project.path("backup.zip").toString();
    JensenCommand.run(
        parent, "backup", "--url", project.url(), "--data", project.data().toString(), backup);

    var restored = project.path("restored");
    JensenCommand.run(parent, "restore", "--data", restored.toString(), backup);

    try (var server = ServerProcess.start(restored, project.path("restored.log"))) {
      assertThat(get(server.url() + URI.create(url).getPath())).isEqualTo("backed up");
    }
  }
}
