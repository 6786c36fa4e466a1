package dev.jensen.backend.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.ImportPhase;
import dev.jensen.backend.model.NodeSetup;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.model.StoredFile;
import dev.jensen.value.DocumentId;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StorageCallsTest {

  private static final String CLOUD = "https://files.example";
  private static final String HELLO_SHA256 = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";

  private final LambdaDeployment deployment = new LambdaDeployment();
  private StoredFile file;

  @BeforeEach
  void store() throws IOException {
    deployment.files.start();
    deployment.change(transaction -> new Origins(CLOUD, "https://site.example").store(transaction));
    file =
        deployment.files.store(
            new ByteArrayInputStream("hello".getBytes(UTF_8)), "text/plain", null);
    // The function makes the syscall that its argument names.
    LambdaRuntime.Body body =
        (calls, argument) ->
            JsonFormat.ENCODED.read(
                calls.call(
                    "1.0/storage%s".formatted(text(argument, "op")), text(argument, "json")));
    deployment.query("f:query", body).mutation("f:mutation", body).action("f:action", body);
  }

  @AfterEach
  void stop() {
    deployment.close();
  }

  private static String text(Value.Obj object, String field) {
    return ((Value.Text) Objects.requireNonNull(object.get(field))).value();
  }

  private FunctionResult call(FunctionType type, String operation, String json) {
    var path = "f:%s".formatted(type.display().toLowerCase(Locale.ROOT));
    var argument =
        Value.Obj.of(Map.of("op", new Value.Text(operation), "json", new Value.Text(json)));
    return deployment.call(type, path, JsonFormat.ENCODED.write(argument));
  }

  private String answer(FunctionType type, String operation, String json) {
    return LambdaDeployment.success(call(type, operation, json));
  }

  private String failure(FunctionType type, String operation, String json) {
    return LambdaDeployment.failure(call(type, operation, json)).stripTrailing();
  }

  private static String id(Object id) {
    return "{\"storageId\":\"%s\"}".formatted(id);
  }

  @ParameterizedTest
  @EnumSource(
      value = FunctionType.class,
      names = {"QUERY", "MUTATION", "ACTION"})
  void everyFunctionReadsUrlsAndMetadata(FunctionType type) {
    var url = "\"%s/api/storage/%s\"".formatted(CLOUD, file.url());

    assertThat(answer(type, "GetUrl", id(file.id()))).isEqualTo(url);
    assertThat(answer(type, "GetUrl", id(file.url()))).isEqualTo(url);
    assertThat(JsonFormat.ENCODED.read(answer(type, "GetMetadata", id(file.id()))))
        .isEqualTo(
            JsonFormat.ENCODED.read(
                """
                {"storageId": "%s", "size": 5, "contentType": "text/plain",
                 "sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}
                """
                    .formatted(file.url())));
  }

  @ParameterizedTest
  @EnumSource(
      value = FunctionType.class,
      names = {"QUERY", "MUTATION", "ACTION"})
  void idsThatAreNoneAreRefused(FunctionType type) {
    assertThat(failure(type, "GetUrl", id("what")))
        .endsWith(
            "Invalid storage ID: \"what\". Storage ID should be an\n Id of '_storage' table, or a"
                + " UUID string.");
    assertThat(failure(type, "GetMetadata", id(otherTablesId())))
        .endsWith(
            "Invalid storage ID. Storage ID cannot be an ID on any table other than '_storage'.");
    assertThat(failure(type, "GetUrl", "{}")).contains("missing field `storageId`");
    assertThat(failure(type, "Rename", "{}")).endsWith("Unknown async operation 1.0/storageRename");
  }

  private String otherTablesId() {
    return new DocumentId(10_001, file.id().internalId()).toString();
  }

  @ParameterizedTest
  @EnumSource(
      value = FunctionType.class,
      names = {"MUTATION", "ACTION"})
  void writersDeleteOnce(FunctionType type) {
    assertThat(answer(type, "Delete", id(file.id()))).isEqualTo("null");

    assertThat(answer(type, "GetUrl", id(file.id()))).isEqualTo("null");
    assertThat(answer(type, "GetMetadata", id(file.url()))).isEqualTo("null");
    assertThat(failure(type, "Delete", id(file.id())))
        .endsWith("storage id %s not found".formatted(file.id()));
  }

  @ParameterizedTest
  @EnumSource(
      value = FunctionType.class,
      names = {"MUTATION", "ACTION"})
  void writersGetUploadUrls(FunctionType type) {
    var url =
        URI.create(
            ((Value.Text) JsonFormat.ENCODED.read(answer(type, "GenerateUploadUrl", "{}")))
                .value());

    assertThat(url.toString()).startsWith(CLOUD + "/api/storage/upload?token=");
    deployment.files.uploadTokens().check(url.getQuery().substring("token=".length()));
  }

  @ParameterizedTest
  @CsvSource({"GenerateUploadUrl", "Delete", "Store", "Get"})
  void queriesOnlyRead(String operation) {
    assertThat(failure(FunctionType.QUERY, operation, id(file.id()))).contains("not available");
  }

  @Test
  void mutationsStoreAndGetContents() {
    var id =
        answer(
            FunctionType.MUTATION,
            "Store",
            "{\"blob\":\"aGVsbG8=\",\"contentType\":\"\",\"sha256\":\"%s\"}"
                .formatted(HELLO_SHA256));

    assertThat(answer(FunctionType.MUTATION, "Get", "{\"storageId\":%s}".formatted(id)))
        .isEqualTo("{\"blob\":\"aGVsbG8=\",\"contentType\":null}");
    assertThat(answer(FunctionType.MUTATION, "Get", id(file.id())))
        .isEqualTo("{\"blob\":\"aGVsbG8=\",\"contentType\":\"text/plain\"}");
    assertThat(answer(FunctionType.MUTATION, "Get", id(new UUID(0, 0)))).isEqualTo("null");
  }

  @Test
  void whatAMutationStoresMustBeWhatItSays() {
    assertThat(
            failure(FunctionType.MUTATION, "Store", "{\"blob\":\"aGVsbG8=\",\"sha256\":\"AAAA\"}"))
        .endsWith("Sha256 mismatch. Expected: AAAA Actual: %s".formatted(HELLO_SHA256));
    assertThat(failure(FunctionType.MUTATION, "Store", "{\"blob\":\"***\"}"))
        .contains("must be base64");
    assertThat(deployment.blobs.size()).isEqualTo(1);
  }

  @Test
  void mutationsStoreAndGetSmallContentsOnly() throws IOException {
    var allowed = Base64.getEncoder().encodeToString(new byte[8 << 20]);
    var large = Base64.getEncoder().encodeToString(new byte[(8 << 20) + 1]);
    var largeFile =
        deployment.files.store(new ByteArrayInputStream(new byte[(8 << 20) + 1]), null, null);

    assertThat(answer(FunctionType.MUTATION, "Store", "{\"blob\":\"%s\"}".formatted(allowed)))
        .contains("kg2");
    assertThat(failure(FunctionType.MUTATION, "Store", "{\"blob\":\"%s\"}".formatted(large)))
        .contains("Too many bytes of files written", "(limit: 8388608 bytes)");
    assertThat(failure(FunctionType.MUTATION, "Get", id(largeFile.id())))
        .contains("Too many bytes of files read");
  }

  @Test
  void whatAMutationStoresCountsForItsMetrics() {
    deployment.mutation(
        "f:metrics",
        (calls, _) -> {
          calls.call("1.0/storageStore", "{\"blob\":\"aGVsbG8=\"}");
          calls.call("1.0/storageGet", id(file.id()));
          return JsonFormat.ENCODED.read(calls.call("1.0/getTransactionMetrics", "{}"));
        });

    assertThat(deployment.mutate("f:metrics"))
        .contains(
            "\"filesWritten\":{\"remaining\":999,\"used\":1}",
            "\"fileReadBytes\":{\"remaining\":8388603,\"used\":5}");
  }

  @Test
  void aMutationThatFailsHasStoredAndDeletedNothing() {
    deployment.mutation(
        "f:fail",
        (calls, _) -> {
          calls.call("1.0/storageDelete", id(file.id()));
          var id = calls.call("1.0/storageStore", "{\"blob\":\"aGVsbG8=\"}");
          assertThat(calls.call("1.0/storageGetUrl", "{\"storageId\":%s}".formatted(id)))
              .contains(CLOUD);
          throw new LambdaRuntime.Thrown("no", null);
        });

    var result = deployment.call(FunctionType.MUTATION, "f:fail", "{}");

    assertThat(LambdaDeployment.failure(result)).contains("no");
    assertThat(deployment.files.find(file.url())).isEqualTo(file);
    assertThat(files()).isEqualTo(1);
  }

  private long files() {
    try (var transaction = deployment.database.begin()) {
      return transaction.count(Objects.requireNonNull(transaction.table(StoredFile.TABLE)));
    }
  }

  @Test
  void queriesAreStaleWhenTheFileTheyAskedForIsDeleted() throws IOException {
    var other = deployment.files.store(new ByteArrayInputStream(new byte[1]), null, null);
    var argument =
        "{\"op\":\"GetUrl\",\"json\":\"{\\\"storageId\\\":\\\"%s\\\"}\"}".formatted(file.id());
    var call =
        new FunctionCall(
            "f:query",
            JsonFormat.ENCODED.read(argument),
            FunctionType.QUERY,
            LambdaDeployment.NOBODY,
            null,
            "r");
    var before = deployment.database.latest();
    var reads = deployment.functions.query(call).join().reads();

    deployment.change(other::delete);
    assertThat(deployment.database.unchanged(reads, before, deployment.database.latest())).isTrue();
    deployment.change(file::delete);
    assertThat(deployment.database.unchanged(reads, before, deployment.database.latest()))
        .isFalse();
  }

  @Test
  void actionsStoreAndOpenContentsOfAnySize() throws IOException {
    var deployed =
        new Deployed(
            Code.of(
                List.of(), List.of(), Map.of(), new ImportPhase(Instant.EPOCH, 0), NodeSetup.NONE),
            "none",
            null,
            Map.of(),
            List.of(),
            false,
            deployment.database.begin().readSet());
    var calls = StorageCalls.ofAction(deployment.files, deployed);
    byte[] content = new byte[20 << 20];
    content[7] = 7;

    var id = calls.storeBlob(new ByteArrayInputStream(content), "image/png", null);

    var opened = Objects.requireNonNull(calls.openBlob(id));
    try (var in = opened.content()) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(opened.contentType()).isEqualTo("image/png");
    assertThat(opened.size()).isEqualTo(content.length);
    assertThat(calls.openBlob(new UUID(1, 1).toString())).isNull();
    assertThatThrownBy(() -> calls.storeBlob(new ByteArrayInputStream(content), null, "AAAA"))
        .isInstanceOf(SyscallException.class)
        .hasMessageStartingWith("Sha256 mismatch. Expected: AAAA Actual: ");
  }

  @Test
  void functionsSeeWhatIsPublicOfAFileAndNoMore() {
    deployment.query(
        "f:system",
        (calls, argument) -> {
          var got = calls.call("1.0/get", "{\"id\":\"%s\",\"isSystem\":true}".formatted(file.id()));
          var normalized =
              calls.call(
                  "1.0/db/normalizeId",
                  "{\"table\":\"_storage\",\"idString\":\"%s\"}".formatted(file.id()));
          var hidden =
              calls.call(
                  "1.0/db/normalizeId",
                  "{\"table\":\"_files\",\"idString\":\"%s\"}".formatted(file.id()));
          return JsonFormat.ENCODED.read("[%s,%s,%s]".formatted(got, normalized, hidden));
        });

    assertThat(deployment.query("f:system"))
        .contains("\"_id\":\"%s\"".formatted(file.id()))
        .contains(
            "\"contentType\":\"text/plain\",\"sha256\":\"%s\",\"size\":5".formatted(HELLO_SHA256))
        .contains("{\"id\":\"%s\"},{\"id\":null}".formatted(file.id()))
        .doesNotContain(file.url().toString(), file.blob());
  }
}
