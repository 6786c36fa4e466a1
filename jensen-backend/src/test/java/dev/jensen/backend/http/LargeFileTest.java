package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A file that is many times larger than the memory of the server.
class LargeFileTest {

  private static final long BYTES = 256L << 20;
  private static final List<String> SMALL = List.of("-Xmx48m", "-XX:MaxDirectMemorySize=16m");

  @Test
  @Timeout(120)
  void goesInAndOutThroughLittleMemory(@TempDir Path data) throws Exception {
    var server = start(data.resolve("data"));
    try (var client = HttpClient.newHttpClient();
        var out = server.outputWriter();
        var lines = server.inputReader()) {
      var upload =
          HttpRequest.newBuilder(url(lines))
              .POST(BodyPublishers.ofInputStream(() -> new RepeatedBytes(BYTES)))
              .build();
      var stored = client.send(upload, BodyHandlers.ofString());
      assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
      out.write(JsonMapper.shared().readTree(stored.body()).get("storageId").asString());
      out.newLine();
      out.flush();

      var download = HttpRequest.newBuilder(url(lines)).build();
      var response = client.send(download, BodyHandlers.ofInputStream());

      assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(BYTES);
      assertThat(response.headers().firstValue("Digest"))
          .hasValue("sha-256=%s".formatted(sha256(response.body())));
    } finally {
      server.destroy();
      var _ = server.waitFor();
    }
  }

  /// The next URL among the lines of the log.
  private static URI url(BufferedReader lines) {
    return lines
        .lines()
        .filter(line -> line.startsWith("http:"))
        .map(URI::create)
        .findFirst()
        .orElseThrow();
  }

  private static Process start(Path data) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "--enable-native-access=ALL-UNNAMED"));
    command.addAll(SMALL);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            StorageServer.class.getName(),
            data.toString()));
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  private static String sha256(InputStream content) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    try (var in = new DigestInputStream(content, digest)) {
      assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(BYTES);
    }
    return Base64.getEncoder().encodeToString(digest.digest());
  }
}
