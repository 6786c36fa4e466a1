package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.client.ConvexHttpClient;
import dev.jensen.client.FunctionException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `jensen dev DIR` with the official command-line tool.
@Tag("conformance")
@Timeout(240)
class DevProjectTest {

  @TempDir private static Path parent;

  private static void write(Path project, String version) throws IOException {
    Files.writeString(
        project.resolve("convex/greeter.ts"),
        """
        import { queryGeneric as query } from "convex/server";
        export const hello = query(async () => "%s");
        """
            .formatted(version));
  }

  /// Until something was pushed there is no such function.
  private static void awaitHello(ConvexHttpClient client, String version) {
    String seen = null;
    while (!version.equals(seen)) {
      try {
        seen = client.query("greeter:hello", Map.of(), String.class);
      } catch (FunctionException e) {
        assertThat(e).hasMessageContaining("Could not find");
      }
    }
  }

  @Test
  void aProjectIsWatchedAndToldWhereTheServerIs() throws IOException {
    CliProject.install(parent);
    var project = parent.resolve("project");
    Files.createDirectories(project.resolve("convex"));
    Files.copy(parent.resolve("package.json"), project.resolve("package.json"));
    Files.writeString(project.resolve(".env.local"), "MINE=1\nCONVEX_SELF_HOSTED_URL=http://old\n");
    write(project, "one");
    try (var server =
            ServerProcess.dev(
                parent.resolve("data"), parent.resolve("server.log"), project.toString());
        var client = ConvexHttpClient.of(URI.create(server.url()))) {
      awaitHello(client, "one");
      write(project, "two");
      awaitHello(client, "two");

      assertThat(Files.readAllLines(project.resolve(".env.local")))
          .contains("MINE=1", "CONVEX_SELF_HOSTED_URL='%s'".formatted(server.url()))
          .noneMatch(line -> line.contains("http://old"))
          .anyMatch(line -> line.startsWith("CONVEX_SELF_HOSTED_ADMIN_KEY='jensen|"));
      assertThat(server.stop()).isZero();
    }
  }
}
