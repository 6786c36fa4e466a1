package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/// `examples/api-keys`: keys that are several, expire, are rotated while they are used, and are
/// worth nothing to whoever reads the table; called by a handler as AWS Lambda runs it.
@InBothModes
@Tag("conformance")
@Timeout(180)
class ApiKeysTest {

  private static final Pattern KEY = Pattern.compile("\"([0-9a-z]+)\\.([0-9a-f]{64})\"");
  private static final String REFUSED = "{\\\"code\\\":\\\"BadApiKey\\\"}";

  @TempDir private static Path parent;

  @AutoClose private static CliProject project;

  @Parameter private boolean redacts;

  @BeforeAll
  static void push() throws IOException {
    CliProject.install(parent, "api-keys");
    project = CliProject.create(parent);
    project.copy("api-keys", "convex", "lambda.mjs", "invoke.mjs");
    project.succeed("dev", "--once");
  }

  @BeforeEach
  void redact() {
    project.redact(redacts);
  }

  private record Key(String id, String secret) {

    @Override
    public String toString() {
      return id + "." + secret;
    }
  }

  private static Key create(String arguments) {
    var matcher = KEY.matcher(project.succeed("run", "apiKeys:create", arguments));
    assertThat(matcher.find()).isTrue();
    return new Key(matcher.group(1), matcher.group(2));
  }

  private static String invoke(Key key) {
    return project.node(
        "invoke.mjs", Map.of("CONVEX_URL", project.url(), "API_KEY", key.toString()));
  }

  @Test
  void aKeyIsRotatedWhileItIsUsed() {
    var old = create("{\"name\": \"lambda\"}");
    assertThat(invoke(old)).contains("200", "lambda");

    var next = create("{\"name\": \"lambda, from May\"}");
    assertThat(invoke(old)).contains("200", "lambda");
    assertThat(invoke(next)).contains("200", "lambda, from May");

    project.succeed("run", "apiKeys:revoke", "{\"id\": \"%s\"}".formatted(old.id()));
    assertThat(invoke(old)).contains("403", REFUSED);
    assertThat(invoke(next)).contains("200", "lambda, from May");
  }

  @Test
  void everyOtherKeyIsRefusedWithTheSameAnswer() {
    var key = create("{\"name\": \"exact\"}");
    var expired = create("{\"name\": \"expired\", \"expires\": 1000}");
    var almost = key.secret().substring(1);

    assertThat(dump(key.toString())).contains("\"value\":\"exact\"");
    for (var bad :
        new String[] {
          expired.toString(),
          key.id() + (key.secret().startsWith("0") ? ".1" : ".0") + almost,
          key.id() + "." + almost,
          key.id() + ".",
          key.id(),
          expired.id() + "." + key.secret(),
          "." + key.secret(),
          key + " ",
          "",
        }) {
      assertThat(dump(bad)).as(bad).contains("\"errorData\":{\"code\":\"BadApiKey\"}");
    }
    project.assertFailed(project.call("mutation", "tasks:dumpData", "{\"data\":1}"), "apiKey");
  }

  private static String dump(String key) {
    return project.call(
        "mutation", "tasks:dumpData", "{\"data\":1,\"apiKey\":\"%s\"}".formatted(key));
  }

  @Test
  void theTableHasNoSecretsAndNobodyOutsideMakesKeys() {
    var key = create("{\"name\": \"hidden\"}");

    assertThat(project.succeed("data", "apiKeys")).contains("hidden").doesNotContain(key.secret());
    assertThat(project.succeed("run", "apiKeys:list"))
        .contains("hidden")
        .doesNotContain(key.secret());
    var missing = "Could not find public function";
    project.assertFailed(
        project.call("mutation", "apiKeys:create", "{\"name\":\"mine\"}"), missing);
    project.assertFailed(
        project.call("mutation", "apiKeys:revoke", "{\"id\":\"%s\"}".formatted(key.id())), missing);
  }
}
