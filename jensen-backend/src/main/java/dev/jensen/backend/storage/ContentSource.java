package dev.jensen.backend.storage;

import java.io.IOException;

/// Gives the contents of stored files to a backup.
public interface ContentSource {

  /// Shows them all to `sink`; those that come or go meanwhile may be left out.
  void giveTo(ContentSink sink) throws IOException;
}
