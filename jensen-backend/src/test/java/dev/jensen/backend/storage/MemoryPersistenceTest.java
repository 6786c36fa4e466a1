package dev.jensen.backend.storage;

class MemoryPersistenceTest extends PersistenceContract {

  private final MemoryPersistence persistence = new MemoryPersistence();

  @Override
  Persistence openPersistence() {
    return persistence;
  }
}
