package dev.jensen.backend.function.javascript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `ctx.storage` and `_storage` as TypeScript functions see them, in real workers.
class FileStorageTest {

  private static JavaScriptRuntime runtime;

  private DeployedApp app;
  private StoredFile file;

  @BeforeAll
  static void start() {
    runtime = Runtimes.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @BeforeEach
  void deploy() throws IOException {
    app = new DeployedApp(runtime, "files");
    file = app.files.store(new ByteArrayInputStream("hello".getBytes(UTF_8)), "image/png", null);
  }

  @AfterEach
  void close() {
    app.close();
  }

  private String argument() {
    return "{\"file\":\"%s\"}".formatted(file.id());
  }

  private String url() {
    return "http://localhost:3210/api/storage/%s".formatted(file.url());
  }

  private FunctionResult run(FunctionType type, String path, String arguments) {
    return app.run(type, path, arguments, new Identity.Unknown());
  }

  @Test
  void documentsPointToFilesAndQueriesGiveTheirUrls() {
    app.mutate("pictures:save", "{\"file\":\"%s\",\"author\":\"Ada\"}".formatted(file.id()));

    assertThat(app.query("pictures:list", "{}"))
        .isEqualTo("[{\"author\":\"Ada\",\"url\":\"%s\"}]".formatted(url()));

    app.mutate("pictures:remove", argument());
    assertThat(app.query("pictures:list", "{}")).isEqualTo("[{\"author\":\"Ada\",\"url\":null}]");
  }

  @Test
  void uploadUrlsAreGoodTokens() {
    var url = app.mutate("pictures:uploadUrl", "{}");

    assertThat(url).startsWith("\"http://localhost:3210/api/storage/upload?token=");
    app.files.uploadTokens().check(url.substring(url.indexOf('=') + 1, url.length() - 1));
  }

  @Test
  void theSystemTableShowsWhatIsKnownOfAFile() {
    assertThat(app.query("pictures:look", argument()))
        .contains(
            "\"all\":1,",
            "\"newest\":\"%s\"".formatted(file.id()),
            "\"normalized\":\"%s\"".formatted(file.id()),
            "\"contentType\":\"image/png\",\"sha256\":\"LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=\",\"size\":5}",
            "\"storageId\":\"%s\"".formatted(file.url()),
            "\"sha256\":\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"");
  }

  @Test
  void theSystemTableIsReadOnly() {
    var result = run(FunctionType.MUTATION, "pictures:write", argument());

    assertThat(DeployedApp.failure(result)).contains("_storage is a read-only table");
  }

  @Test
  void aMutationThatThrowsHasDeletedNothing() {
    var result = run(FunctionType.MUTATION, "pictures:removeThenThrow", argument());

    assertThat(DeployedApp.failure(result)).contains("changed my mind");
    assertThat(app.files.find(file.url())).isEqualTo(file);
  }

  @Test
  void aFileCannotBeDeletedTwice() {
    app.mutate("pictures:remove", argument());

    var result = run(FunctionType.MUTATION, "pictures:remove", argument());

    assertThat(DeployedApp.failure(result))
        .contains("storage id %s not found".formatted(file.id()));
  }

  @Test
  void legacyIdsAreUuidsAndAnythingElseIsRefused() {
    assertThat(app.query("pictures:wrongId", "{\"id\":\"%s\"}".formatted(file.url())))
        .isEqualTo("\"%s\"".formatted(url()));
    assertThat(
            DeployedApp.failure(
                run(FunctionType.QUERY, "pictures:wrongId", "{\"id\":\"picture.png\"}")))
        .contains("Invalid storage ID: \"picture.png\".");
  }

  @Test
  void actionsDoEachOfItInATransactionOfItsOwn() {
    var result = DeployedApp.success(run(FunctionType.ACTION, "pictures:act", argument()));

    assertThat(result)
        .contains("\"url\":\"%s\"".formatted(url()), "\"size\":5", "\"after\":null")
        .contains("\"again\":\"storage id %s not found\"".formatted(file.id()))
        .contains("/api/storage/upload?token=");
    assertThat(app.files.find(file.url())).isNull();
  }
}
