package dev.jensen.backend.transaction;

import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.storage.RocksPersistence;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksDatabaseTest extends DatabaseContract {

  @TempDir private Path directory;

  @Override
  Persistence openPersistence() {
    return RocksPersistence.open(directory);
  }
}
