package dev.jensen.backend.storage;

import java.io.IOException;
import java.io.InputStream;

/// Takes in the contents of stored files, from a backup or for one.
public interface ContentSink extends AutoCloseable {

  /// Takes in all of the content of this key.
  ///
  /// @throws IOException if it cannot be read or kept
  void take(String key, InputStream content) throws IOException;

  @Override
  default void close() {}
}
