package dev.jensen.backend.file;

import java.time.Duration;

class MemoryBlobStoreTest extends BlobStoreContract {

  private final MemoryBlobStore store = new MemoryBlobStore(world);

  @Override
  BlobStore store() {
    return store;
  }

  @Override
  void pass(Duration duration) {
    world.advance(duration);
  }
}
