package dev.jensen.backend.transaction;

import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.storage.Persistence;

class MemoryDatabaseTest extends DatabaseContract {

  private final MemoryPersistence persistence = new MemoryPersistence();

  @Override
  Persistence openPersistence() {
    return persistence;
  }
}
