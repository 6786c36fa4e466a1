package dev.jensen.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryBlobStoreTest extends BlobStoreContract {

  @TempDir private Path parent;

  /// Opened anew, so that everything is read from disk.
  @Override
  BlobStore store() {
    return DirectoryBlobStore.open(world, directory());
  }

  @Override
  void pass(Duration duration) {
    world.advance(duration);
  }

  private Path directory() {
    return parent.resolve("files");
  }

  @Test
  void whatWasArrivingWhenTheServerDiedIsRemoved() throws IOException {
    store();
    var leftover = directory().resolve("arriving").resolve(key().text());
    Files.writeString(leftover, "half");

    assertThat(all()).isEmpty();
    assertThat(leftover).doesNotExist();
  }

  @Test
  void otherFilesAreLeftAlone() throws IOException {
    var key = key();
    store().put(key, new ByteArrayInputStream(new byte[1]));
    var foreign = directory().resolve(key.text().substring(0, 2)).resolve("notes.txt");
    Files.writeString(foreign, "mine");

    assertThat(all()).hasSize(1);
    assertThat(foreign).exists();
  }

  @Test
  void aContentThatCannotBeWrittenIsNotTheSendersFault() throws IOException {
    var store = store();
    Files.delete(directory().resolve("arriving"));

    assertThatThrownBy(() -> store.put(key(), new ByteArrayInputStream(new byte[1])))
        .isInstanceOf(UncheckedIOException.class);
  }
}
