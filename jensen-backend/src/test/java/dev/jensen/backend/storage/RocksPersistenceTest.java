package dev.jensen.backend.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksPersistenceTest extends PersistenceContract {

  @TempDir private Path directory;

  @Override
  Persistence openPersistence() {
    return RocksPersistence.open(directory);
  }

  @Test
  void aClosedPersistenceRefusesToRead(@TempDir Path other) {
    var closed = RocksPersistence.open(other);
    closed.close();

    assertThatThrownBy(() -> closed.log().tail(0, 1)).isInstanceOf(IllegalStateException.class);
  }
}
