package dev.jensen.backend.storage;

/// How much memory RocksDB may hold besides what the operating system caches for it.
///
/// @param blockCacheBytes for blocks read from disk, their indexes and filters
/// @param writeBufferBytes for commits not yet in a sorted file, over all column families
public record RocksMemory(long blockCacheBytes, long writeBufferBytes) {

  /// Small enough for a server that rests within 400 MB together with its workers.
  public static final RocksMemory DEFAULT = new RocksMemory(32 << 20, 24 << 20);

  public RocksMemory {
    if (blockCacheBytes < 1 << 20 || writeBufferBytes < 1 << 20) {
      throw new IllegalArgumentException("RocksDB needs at least 1 MiB for each purpose");
    }
  }
}
