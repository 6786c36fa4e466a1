package dev.jensen.backend.file;

import dev.jensen.backend.world.World;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Blobs in memory, for tests.
public final class MemoryBlobStore implements BlobStore {

  private final World world;
  private final ConcurrentHashMap<BlobKey, byte[]> contents = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<BlobKey, Instant> stored = new ConcurrentHashMap<>();

  public MemoryBlobStore(World world) {
    this.world = world;
  }

  @Override
  public void put(BlobKey key, InputStream content) throws IOException {
    contents.put(key, content.readAllBytes());
    stored.put(key, world.now());
  }

  @Override
  public @Nullable InputStream open(BlobKey key, long offset, long length) {
    byte[] content = contents.get(key);
    return content == null ? null : new ByteArrayInputStream(content, (int) offset, (int) length);
  }

  @Override
  public void delete(BlobKey key) {
    stored.remove(key);
    contents.remove(key);
  }

  @Override
  public void each(Consumer<Blob> visitor) {
    stored.forEach((key, time) -> {
      var content = contents.get(key);
      if (content != null) {
        visitor.accept(new Blob(key, content.length, Duration.between(time, world.now())));
      }
    });
  }

  public int size() {
    return stored.size();
  }
}
