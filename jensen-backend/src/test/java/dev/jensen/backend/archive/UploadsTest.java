package dev.jensen.backend.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.world.SimulatedWorld;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {

  private final SimulatedWorld world = new SimulatedWorld(1);

  @TempDir private Path directory;

  private String part(Uploads uploads, String token, int number, String text) {
    return uploads.addPart(
        token, number, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void partsAreJoinedInTheOrderThatIsAskedFor() throws Exception {
    var uploads = new Uploads(world, directory);
    var token = uploads.start();
    var second = part(uploads, token, 2, "b");
    var first = part(uploads, token, 1, "a");

    uploads.join(token, List.of(first, second));

    assertThat(uploads.file(token)).hasContent("ab");
    uploads.remove(token);
    assertThat(directory).isEmptyDirectory();
  }

  /// Tokens and parts become names of files.
  @Test
  void namesThatAreNotOursAreRefused() {
    var uploads = new Uploads(world, directory);
    var token = uploads.start();

    for (var other : List.of("..", "../..", "0123", "f".repeat(32))) {
      assertThatThrownBy(() -> part(uploads, other, 1, "x"))
          .isInstanceOf(ArchiveException.class)
          .hasMessage("There is no such upload.");
    }
    assertThatThrownBy(() -> part(uploads, token, 0, "x"))
        .hasMessage("`partNumber` must be between 1 and 10000.");
    assertThatThrownBy(() -> uploads.join(token, List.of("../part-1")))
        .hasMessageContaining("There is no part");
  }

  @Test
  void whatNobodyFinishedGoesAfterAWeek() throws Exception {
    var uploads = new Uploads(world, directory);
    var old = uploads.start();
    part(uploads, old, 1, "x");
    var young = uploads.start();
    Files.setLastModifiedTime(
        directory.resolve(old), FileTime.from(world.now().minus(Duration.ofDays(8))));
    Files.setLastModifiedTime(
        directory.resolve(young), FileTime.from(world.now().minus(Duration.ofDays(6))));

    var token = uploads.start();

    assertThat(directory.resolve(old)).doesNotExist();
    assertThat(directory.resolve(young)).exists();
    assertThat(directory.resolve(token)).exists();
  }
}
