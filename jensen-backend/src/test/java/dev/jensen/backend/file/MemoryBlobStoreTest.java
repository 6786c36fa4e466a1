package dev.jensen.backend.file;

class MemoryBlobStoreTest extends BlobStoreContract {

  private final MemoryBlobStore store = new MemoryBlobStore(world);

  @Override
  BlobStore store() {
    return store;
  }
}
