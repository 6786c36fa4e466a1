package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A data directory on a disk that nothing can be written to any more. Only who may mount one can
/// tell how that goes.
@Tag("conformance")
@Timeout(120)
class ReadOnlyDiskTest {

  @TempDir private Path directory;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws IOException {
    disk = Files.createDirectory(directory.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", disk.toString()) == 0;
    assumeThat(mounted).as("this user may mount a disk").isTrue();
  }

  @AfterEach
  void unmount() {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  @Test
  void aServerSaysSoAndHasItsDataOnceItMayWriteAgain() throws IOException {
    var data = disk.resolve("data");
    try (var server = ServerProcess.start(data, directory.resolve("first.log"))) {
      var change = "{\"changes\":[{\"name\":\"KEPT\",\"value\":\"as it was\"}]}";
      assertThat(post(server, data, "/api/update_environment_variables", change)).isEmpty();
      assertThat(server.stop()).isZero();
    }

    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isZero();
    var refused =
        JensenCommand.run(
            directory, "serve", "--data", data.toString(), "--port", "0", "--site-port", "0");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output())
        .hasLineCount(1)
        .contains(data.toString())
        .contains("cannot be written")
        .contains("Read-only file system");

    assertThat(run("mount", "-o", "remount,rw", disk.toString())).isZero();
    try (var server = ServerProcess.start(data, directory.resolve("second.log"))) {
      var query = "{\"path\":\"_system/cli/queryEnvironmentVariables\",\"args\":{}}";
      assertThat(post(server, data, "/api/query", query)).contains("as it was");
      assertThat(server.stop()).isZero();
    }
  }

  private int run(String... command) {
    return new Programs(directory, Map.of()).run(List.of(command)).status();
  }

  private static String post(ServerProcess server, Path data, String path, String body)
      throws IOException {
    var key = JensenCommand.printed("admin-key", "--data", data.toString()).strip();
    return JsonPost.send(server.url() + path, body, "Convex " + key);
  }
}
