package dev.jensen.backend.function.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.identity.Identity;
import dev.jensen.functions.FunctionApp;
import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stored files and functions in Java.
@Timeout(120)
class JavaStorageTest {

  @TempDir private static Path data;

  private static Backend backend;

  @BeforeAll
  static void start() {
    backend =
        Backend.start(
            BackendOptions.defaults(data), JavaFunctions.of(FunctionApp.of(new Files()), "1"));
  }

  @AfterAll
  static void stop() {
    backend.close();
  }

  private static FunctionResult call(String function, Map<String, ?> arguments) {
    return backend
        .functions()
        .run(
            new FunctionCall(
                "files:" + function,
                Values.of(arguments),
                null,
                new Identity.Unknown(),
                null,
                "request"));
  }

  private static Value value(String function, Map<String, ?> arguments) {
    var result = call(function, arguments);
    assertThat(result).isInstanceOf(FunctionResult.Success.class);
    return ((FunctionResult.Success) result).value();
  }

  private static String text(String function, Map<String, ?> arguments) {
    return Values.as(value(function, arguments), String.class);
  }

  private static List<String> texts(String function, Map<String, ?> arguments) {
    return Values.as(value(function, arguments), new ResultType<List<String>>() {});
  }

  private static Files.Known known(String id) {
    return Values.as(value("known", Map.of("id", id)), Files.Known.class);
  }

  @Test
  void aMutationStoresAndReads() throws Exception {
    var id = text("store", Map.of("text", "tea"));

    assertThat(text("read", Map.of("id", id))).isEqualTo("text/plain; charset=utf-8 tea");
    var known = known(id);
    assertThat(known.size()).hasValue(3.0);
    assertThat(known.type()).hasValue("text/plain; charset=utf-8");
    assertThat(known.sha256().orElseThrow()).matches("[0-9a-f]{64}");
    try (var http = HttpClient.newHttpClient()) {
      var served = HttpRequest.newBuilder(URI.create(known.url().orElseThrow())).build();
      assertThat(http.send(served, BodyHandlers.ofString()).body()).isEqualTo("tea");
    }
    assertThat(Values.as(value("sizes", Map.of()), new ResultType<List<Double>>() {}))
        .contains(3.0);
  }

  @Test
  void aFileGoesWithTheTransaction() {
    var id = text("store", Map.of("text", "stays"));

    assertThat(call("storeAndFail", Map.of("old", id))).isInstanceOf(FunctionResult.Failure.class);
    assertThat(text("read", Map.of("id", id))).endsWith("stays");

    value("remove", Map.of("id", id));
    assertThat(text("read", Map.of("id", id))).isEqualTo("none");
    assertThat(known(id))
        .isEqualTo(
            new Files.Known(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void aMutationHoldsLittle() {
    assertThat(text("storeTooMuch", Map.of())).startsWith("Too many bytes of files written");
  }

  @Test
  void aQueryStoresNothing() {
    assertThat(call("writesInQueryClothes", Map.of()))
        .isInstanceOfSatisfying(
            FunctionResult.Failure.class,
            failure -> assertThat(failure.message()).contains("`storage.store` is not available"));
  }

  @Test
  void anActionPassesContentsOn() {
    assertThat(texts("large", Map.of("mebibytes", 200)))
        .containsExactly("application/zeros", Long.toString(200L << 20), "null");
  }

  @Test
  void anActionMayCatchWhatFails() {
    assertThat(texts("failures", Map.of()))
        .satisfiesExactly(
            message -> assertThat(message).startsWith("Sha256 mismatch. Expected: AAAA Actual: "),
            message -> assertThat(message).startsWith("Invalid storage ID: \"nonsense\"."),
            message -> assertThat(message).contains("broken source"),
            message -> assertThat(message).contains("StackOverflowError"));
  }

  @Test
  void aContentIsOfOneRun() {
    var id = text("store", Map.of("text", "kept"));
    value("keep", Map.of("id", id));

    assertThat(call("useKept", Map.of()))
        .isInstanceOfSatisfying(
            FunctionResult.Failure.class,
            failure -> assertThat(failure.message()).contains("after the function had returned"));
  }

  @Test
  void othersUpload() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var upload =
          HttpRequest.newBuilder(URI.create(text("uploadUrl", Map.of())))
              .POST(BodyPublishers.ofString("uploaded"))
              .build();
      assertThat(http.send(upload, BodyHandlers.ofString()).body()).startsWith("{\"storageId\":");
    }
  }
}
