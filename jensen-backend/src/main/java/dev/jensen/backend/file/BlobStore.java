package dev.jensen.backend.file;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps the contents of stored files under keys: in a directory, or wherever objects can be kept.
///
/// A key is used once, so a blob never changes. Thread-safe; no method holds a blob in memory.
public interface BlobStore extends AutoCloseable {

  /// Takes in all of `content`. When this returns, the blob survives a crash; when it throws, there
  /// is none.
  ///
  /// @throws IOException if `content` cannot be read
  /// @throws java.io.UncheckedIOException if it cannot be kept
  void put(BlobKey key, InputStream content) throws IOException;

  /// Opens `length` bytes of a blob from `offset` on, or returns null if there is none. What is
  /// open can be read to its end although the blob is deleted.
  @Nullable InputStream open(BlobKey key, long offset, long length) throws IOException;

  /// Deletes a blob; does nothing if there is none.
  void delete(BlobKey key) throws IOException;

  /// Visits the blobs in any order. Those that come or go meanwhile may be left out.
  void each(Consumer<Blob> visitor) throws IOException;

  /// One blob.
  ///
  /// @param size in bytes
  /// @param age how long ago it was put by the clock of the store, which need not be the world's;
  ///   not to the second
  record Blob(BlobKey key, long size, Duration age) {}

  /// Lets go of what holds it open.
  @Override
  default void close() {}
}
