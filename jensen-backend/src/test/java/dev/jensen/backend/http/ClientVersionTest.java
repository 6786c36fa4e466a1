package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.value.JsonFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientVersionTest {

  @ParameterizedTest
  @CsvSource({
    "npm-1.48.0, npm, 1.48.0",
    "npm-cli-1.48.0, npm-cli, 1.48.0",
    "my-client-1.0.0, my-client, 1.0.0",
    "npm-1.48.0-alpha.1, npm, 1.48.0-alpha.1",
    "python-convex-0.7.0, python-convex, 0.7.0",
    "npm-next, npm, next"
  })
  void theVersionStandsBehindTheName(String header, String name, String version) {
    assertThat(ClientVersion.parse(header)).isEqualTo(new ClientVersion(name, version));
  }

  @Test
  void whoSaysNothingIsNobodyKnown() {
    assertThat(ClientVersion.parse(null)).isEqualTo(new ClientVersion("", ""));
    assertThatThrownBy(() -> ClientVersion.parse("npm"))
        .isInstanceOfSatisfying(
            HttpFailure.class, e -> assertThat(e.code()).isEqualTo("InvalidClientVersion"));
  }

  /// All others would take a part for a mistake of the protocol.
  @ParameterizedTest
  @CsvSource({
    "npm-1.28.0, true",
    "npm-1.28.1-alpha.0, true",
    "npm-1.48.0, true",
    "npm-1.100.0, true",
    "npm-2.0.0, true",
    "jensen-java-0.1.0, true",
    "npm-1.27.9, false",
    "npm-1.3.0, false",
    "npm-0.28.0, false",
    "npm-next, false",
    "npm-cli-1.48.0, false",
    "rust-1.28.0, false",
    "python-1.48.0, false",
    "swift-1.48.0, false",
    "kotlin-1.48.0, false",
    "unheard-of-9.9.9, false"
  })
  void transitionsComeInPartsForThoseThatReadThem(String header, boolean reads) {
    assertThat(ClientVersion.parse(header).readsChunks()).isEqualTo(reads);
    assertThat(ClientVersion.parse(null).readsChunks()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"npm-1.4.0", "npm-0.19.1", "actions-1.0.0", "python-0.4.9"})
  void oldLibrariesAreAnsweredInTheOldEncoding(String header) {
    assertThat(ClientVersion.parse(header).defaultFormat()).isEqualTo(JsonFormat.ENCODED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"npm-1.4.1", "npm-1.10.0", "python-0.5.0", "rust-0.0.1", "x-0.1"})
  void newOnesAreNot(String header) {
    assertThat(ClientVersion.parse(header).defaultFormat()).isEqualTo(JsonFormat.CLEAN);
  }

  @ParameterizedTest
  @CsvSource({"npm-cli-1.48.0, true", "dashboard-0.0.1, true", "npm-1.48.0, false"})
  void toolsWantTheirLogsStructured(String header, boolean wants) {
    assertThat(ClientVersion.parse(header).wantsStructuredLogs()).isEqualTo(wants);
  }
}
